"""Mutation tests of the gradient rules: PIT changes a rule, and the checks of its operators should notice.

    python bench/mutation.py [SLICE...]          (needs Maven; without a name, every slice in turn: an hour or two)

A mutant is met only by the checks of the operators at hand; met by all, it would run hundreds of sessions of the runtime that have
nothing to do with it. Prints for each class how many mutants were killed, ran out of time, survived, or stand where no check comes,
and each that was not killed.
"""

import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
REPORT = ROOT / "autodiff/target/pit-reports/mutations.xml"

# slice: rule classes, test classes, test methods (all where none is named)
SLICES = {
    "standardized": ("LrnRule LayerNormalizationRule InstanceNormalizationRule Standardization", "TwinRulesTest SmoothRulesTest",
                     "instanceNormalization groupNormalization localResponseNormalization normalisations"),
    "normalized": ("SoftmaxRules BatchNormalizationRule GlobalPoolRules", "SmoothRulesTest TwinRulesTest LinearRulesTest",
                   "softmaxAlongAxes functionsOfOneTensor normalisations normalisationByOneParameter globalMaximum globalAverage"),
    "gemm": ("GemmRule", "SmoothRulesTest", "gemm"),
    "elementwise": ("ElementwiseRules ActivationRules", "SmoothRulesTest TwinRulesTest",
                    "functionsOfOneTensor functionsOfANarrowRange functionsOfOneNumber gelu clip pReluByInputAndSlope"),
    "products": ("MatMulRule EinsumRule", "SmoothRulesTest", "matMul sumsOfProducts einsumOfOne einsumOfThree"),
    "reductions": ("ReduceRules ShapeRules SelectionRule ScatterRule", "SmoothRulesTest LinearRulesTest WrittenOutTest",
                   "reductions productsWithZeros shapes functionsOfOneTensor castBetweenFloats casts scattering "
                   "scatteringTwiceToOnePlace gathers selections patchesAddedUp"),
    "parts": ("PartRules", "SmoothRulesTest LinearRulesTest",
              "slices pads gathers joinsAndSplits shapes largestOfEach runningSums unpooling croppingAndPaddingAroundTheCentre"),
    "flow": ("IfRule LoopRule ScanRule", "ControlFlowTest", ""),
    "loops": ("ReverseScan", "ControlFlowTest", ""),
    "arithmetic": ("ArithmeticRules", "SmoothRulesTest LinearRulesTest", "broadcasting sameTensorTwice where mean"),
    "maxima": ("MaxPoolRule MaxAlongAxes", "PoolTest SmoothRulesTest",
               "paddedCeiledDilatedWindows tiedTiles tiedOverlaps halfPrecision maxPools"),
    "averages": ("AveragePoolRule ConvTransposeRule", "LinearRulesTest PoolTest",
                 "averagePools paddedCeiledAverages transposedConvolutions transposedConvolutionsPaddedAutomatically"),
    "resize": ("ResizeRule", "LinearRulesTest", "resizing resizingToSizes upsampling"),
    "window": ("Window", "LinearRulesTest PoolTest", "paddedCeiledDilatedWindows paddedCeiledAverages averagePools"),
    "conv": ("ConvRule", "LinearRulesTest",
             "convolutionsOfEveryForm stridedDepthwiseConvolutions stridedPointwiseConvolutions stridedConvolutionsOfManyChannels"),
}


def names(package, classes):
    return ",".join(f"{package}.{name}" for name in classes.split())


counts, left = defaultdict(Counter), []
for slice_name in sys.argv[1:] or SLICES:
    rules, tests, methods = SLICES[slice_name]
    command = ["mvn", "-q", "-B", "-ntp", "-Dfast", "-Pmutation", "-pl", "autodiff", "-am", "-Dmaven.test.skip.exec=true",
               f"-DtargetClasses={names('dev.vitrine.autodiff.rules', rules)}",
               f"-DtargetTests={names('dev.vitrine.autodiff', tests)}", "verify"]
    if methods:
        command.insert(-1, f"-DincludedTestMethods={','.join(methods.split())}")
    REPORT.unlink(missing_ok=True)
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    for mutation in ElementTree.parse(REPORT).getroot():
        text = {part.tag: part.text for part in mutation}
        name, status = text["mutatedClass"].rsplit(".", 1)[1].split("$")[0], mutation.get("status")
        counts[name][status] += 1
        if status != "KILLED":
            left.append(f"{status} {name}.{text['mutatedMethod']}:{text['lineNumber']} {text['description']}")
print(*sorted(left), sep="\n")
for name, of in sorted(counts.items()):
    print(f"{name}: {of.total()} mutants,", ", ".join(f"{n} {status}" for status, n in of.most_common()))
total = sum(counts.values(), Counter())
print(f"all: {total.total()} mutants,", ", ".join(f"{n} {status}" for status, n in total.most_common()))
