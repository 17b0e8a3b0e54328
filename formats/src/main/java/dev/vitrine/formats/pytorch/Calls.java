package dev.vitrine.formats.pytorch;

import dev.vitrine.formats.pytorch.Pickled.Global;
import dev.vitrine.words.InputException;
import dev.vitrine.words.Text;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What Python would call when it loads a pickle. Vitrine calls nothing; but a person should know what a file is up to. What
 * PyTorch itself writes is not worth a word; classes of the author's own are named; a way to run code is answered with a refusal.
 */
final class Calls {
    private static final int MOST_NAMED = 5;

    private static final List<String> USUAL = List.of(
            "torch._utils._rebuild_",
            "torch._tensor._rebuild_",
            "torch.nn.",
            "torch.optim.",
            "torch.Size",
            "torch.device",
            "torch.jit._pickle.",
            "__torch__.",
            "collections.",
            "numpy.",
            "_codecs.encode",
            "copyreg._reconstructor",
            "copy_reg._reconstructor",
            "argparse.Namespace",
            "datetime.",
            "pathlib.");

    private static final Set<String> HARMLESS_BUILTINS = Set.of(
            "set",
            "frozenset",
            "list",
            "dict",
            "tuple",
            "object",
            "int",
            "float",
            "bool",
            "str",
            "bytes",
            "bytearray",
            "complex",
            "slice",
            "range",
            "long",
            "unicode");

    /** Modules of Python that run programs, code or network requests. */
    private static final Set<String> RUNNING = Set.of(
            "os",
            "posix",
            "nt",
            "subprocess",
            "sys",
            "socket",
            "runpy",
            "pty",
            "profile",
            "cProfile",
            "pdb",
            "bdb",
            "code",
            "codeop",
            "timeit",
            "shutil",
            "ctypes",
            "importlib",
            "imp",
            "asyncio",
            "webbrowser",
            "httplib",
            "http",
            "urllib",
            "urllib2",
            "requests",
            "ftplib",
            "smtplib",
            "pickle",
            "_pickle",
            "marshal",
            "types",
            "commands",
            "multiprocessing",
            "threading",
            "platform",
            "pip",
            "venv",
            "doctest",
            "trace",
            "operator",
            "_operator",
            "functools",
            "linecache",
            "tempfile",
            "zipimport",
            "pkgutil",
            "site",
            "ensurepip",
            "idlelib",
            "lib2to3",
            "pydoc",
            "tkinter",
            "distutils");

    private Calls() {}

    /**
     * What is to be said of the calls of a file.
     *
     * @throws InputException if one of them runs code
     */
    static Optional<Text> note(Collection<Global> calls) {
        for (var call : calls) {
            if (runsCode(call)) {
                throw InputException.of("pytorch.attack", "call", call.qualified());
            }
        }
        var unusual = calls.stream()
                .map(Global::qualified)
                .filter(name -> USUAL.stream().noneMatch(name::startsWith) && !isBuiltin(name))
                .distinct()
                .toList();
        return unusual.isEmpty()
                ? Optional.empty()
                : Optional.of(Text.of(
                        "pytorch.calls",
                        "names",
                        unusual.stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
                                + (unusual.size() > MOST_NAMED ? ", …" : "")));
    }

    private static boolean runsCode(Global call) {
        var module = call.module();
        if (module.equals("builtins") || module.equals("__builtin__")) {
            return !HARMLESS_BUILTINS.contains(call.name());
        }
        int dot = module.indexOf('.');
        return RUNNING.contains(dot < 0 ? module : module.substring(0, dot));
    }

    private static boolean isBuiltin(String name) {
        return name.startsWith("builtins.") || name.startsWith("__builtin__.");
    }
}
