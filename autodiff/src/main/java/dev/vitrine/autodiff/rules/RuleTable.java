package dev.vitrine.autodiff.rules;

import dev.vitrine.autodiff.Rule;
import java.util.HashMap;
import java.util.Map;

/** Operator to rule. A new operator is one rule and one line here. */
public final class RuleTable {
    public static final Map<String, Rule> GRADIENT = gradient();

    private RuleTable() {}

    private static Map<String, Rule> gradient() {
        var rules = new HashMap<String, Rule>();
        // arithmetic
        rules.put("Add", ArithmeticRules::add);
        rules.put("Sub", ArithmeticRules::sub);
        rules.put("Mul", ArithmeticRules::mul);
        rules.put("Div", ArithmeticRules::div);
        rules.put("Mod", ArithmeticRules::mod);
        rules.put("Pow", ArithmeticRules::pow);
        rules.put("Sum", ArithmeticRules::sum);
        rules.put("Mean", ArithmeticRules::mean);
        rules.put("Max", ArithmeticRules::extremum);
        rules.put("Min", ArithmeticRules::extremum);
        rules.put("Where", ArithmeticRules::where);
        // elementwise
        rules.put("Neg", ElementwiseRules::neg);
        rules.put("Abs", ElementwiseRules::abs);
        rules.put("Sqrt", ElementwiseRules::sqrt);
        rules.put("Exp", ElementwiseRules::exp);
        rules.put("Log", ElementwiseRules::log);
        rules.put("Reciprocal", ElementwiseRules::reciprocal);
        rules.put("Sin", ElementwiseRules::sin);
        rules.put("Cos", ElementwiseRules::cos);
        rules.put("Atan", ElementwiseRules::atan);
        rules.put("Tan", ElementwiseRules::tan);
        rules.put("Asin", ElementwiseRules::asin);
        rules.put("Acos", ElementwiseRules::acos);
        rules.put("Sinh", ElementwiseRules::sinh);
        rules.put("Cosh", ElementwiseRules::cosh);
        rules.put("Asinh", ElementwiseRules::asinh);
        rules.put("Acosh", ElementwiseRules::acosh);
        rules.put("Atanh", ElementwiseRules::atanh);
        rules.put("Erf", ElementwiseRules::erf);
        // activations
        rules.put("Relu", ActivationRules::relu);
        rules.put("LeakyRelu", ActivationRules::leakyRelu);
        rules.put("PRelu", ActivationRules::pRelu);
        rules.put("ThresholdedRelu", ActivationRules::thresholdedRelu);
        rules.put("Elu", ActivationRules::elu);
        rules.put("Celu", ActivationRules::celu);
        rules.put("Selu", ActivationRules::selu);
        rules.put("Sigmoid", ActivationRules::sigmoid);
        rules.put("HardSigmoid", ActivationRules::hardSigmoid);
        rules.put("Tanh", ActivationRules::tanh);
        rules.put("Softplus", ActivationRules::softplus);
        rules.put("Softsign", ActivationRules::softsign);
        rules.put("Clip", ActivationRules::clip);
        rules.put("Shrink", ActivationRules::shrink);
        rules.put("Softmax", SoftmaxRules::softmax);
        rules.put("LogSoftmax", SoftmaxRules::logSoftmax);
        // linear layers
        rules.put("Conv", new ConvRule());
        rules.put("ConvTranspose", new ConvTransposeRule());
        rules.put("Gemm", new GemmRule());
        rules.put("Einsum", new EinsumRule());
        rules.put("CumSum", PartRules::cumSum);
        rules.put("MatMul", new MatMulRule());
        // pooling
        rules.put("MaxUnpool", PartRules::maxUnpool);
        rules.put("MaxPool", new MaxPoolRule());
        rules.put("AveragePool", new AveragePoolRule());
        rules.put("GlobalAveragePool", GlobalPoolRules::average);
        rules.put("GlobalMaxPool", GlobalPoolRules::max);
        // normalisation
        rules.put("BatchNormalization", new BatchNormalizationRule());
        rules.put("InstanceNormalization", new InstanceNormalizationRule());
        rules.put("LayerNormalization", new LayerNormalizationRule());
        rules.put("LRN", new LrnRule());
        // reductions
        rules.put("ReduceSum", ReduceRules::sum);
        rules.put("ReduceMean", ReduceRules::mean);
        rules.put("ReduceMax", ReduceRules::extremum);
        rules.put("ReduceMin", ReduceRules::extremum);
        rules.put("ReduceProd", ReduceRules::prod);
        rules.put("ReduceL1", ReduceRules::l1);
        rules.put("ReduceL2", ReduceRules::l2);
        rules.put("ReduceSumSquare", ReduceRules::sumSquare);
        rules.put("ReduceLogSumExp", ReduceRules::logSumExp);
        rules.put("ReduceLogSum", ReduceRules::logSum);
        // moving elements
        rules.put("Identity", ShapeRules::identity);
        rules.put("Dropout", ShapeRules::identity);
        rules.put("Cast", ShapeRules::cast);
        rules.put("Reshape", ShapeRules::reshape);
        rules.put("Flatten", ShapeRules::reshape);
        rules.put("Squeeze", ShapeRules::reshape);
        rules.put("Unsqueeze", ShapeRules::reshape);
        rules.put("Transpose", ShapeRules::transpose);
        rules.put("Expand", ShapeRules::expand);
        rules.put("DepthToSpace", ShapeRules::depthToSpace);
        rules.put("SpaceToDepth", ShapeRules::spaceToDepth);
        rules.put("Col2Im", ShapeRules::col2Im);
        rules.put("Concat", PartRules::concat);
        rules.put("Split", PartRules::split);
        rules.put("Slice", PartRules::slice);
        rules.put("Pad", PartRules::pad);
        rules.put("Gather", PartRules::gather);
        rules.put("TopK", PartRules::topK);
        rules.put("CenterCropPad", PartRules::centerCropPad);
        rules.put("ScatterElements", ScatterRule.alongAxis());
        rules.put("ScatterND", ScatterRule.atIndices());
        rules.put("Trilu", PartRules::trilu);
        rules.put("GatherElements", SelectionRule::backward);
        rules.put("GatherND", SelectionRule::backward);
        rules.put("Tile", SelectionRule::backward);
        rules.put("Compress", SelectionRule::backward);
        rules.put("ReverseSequence", SelectionRule::backward);
        rules.put("Resize", new ResizeRule());
        // control flow
        rules.put("If", new IfRule());
        rules.put("Scan", new ScanRule());
        rules.put("Loop", new LoopRule());
        return Map.copyOf(rules);
    }
}
