using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.LayerRules.Windows;

/// <summary>Locally connected layers of forks: convolutions with kernels of their own at each position of their output.</summary>
internal static class LocalRule
{
    /// <summary>The fields of the parameter message.</summary>
    /// <param name="name">Its name.</param>
    public static MessageSchema Parameter(string name) => new MessageSchema(name)
        .UInt("num_output").Bool("bias_term").UInt("pad").UInt("kernel_size").UInt("stride")
        .Message("weight_filler", NetSchema.Filler).Message("bias_filler", NetSchema.Filler);

    /// <summary>Compiles a layer.</summary>
    public static CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        layer.RequireRank(4, 4);
        int outputs = layer.Positive("num_output"), channels = layer.FixedLength(1);
        int height = layer.FixedLength(2), width = layer.FixedLength(3);
        Window window = Window.Read(layer);
        Window.RequireCountable(layer, "bottom", channels, height + 2L * window.PadH, width + 2L * window.PadW);
        // The forks want this without the padding.
        if (height < window.KernelH || width < window.KernelW)
        {
            throw layer.Error(
                $"its kernel covers {window.KernelH}×{window.KernelW} positions, more than its bottom {layer.Bottom} has", "kernel_size");
        }
        long rows = (height + 2L * window.PadH - window.KernelH) / window.StrideH + 1;
        long columns = (width + 2L * window.PadW - window.KernelW) / window.StrideW + 1;
        long read = (long)channels * window.KernelH * window.KernelW, positions = rows * columns;
        if ((double)outputs * read * positions > int.MaxValue)
        {
            throw layer.Error(
                $"its weights, {outputs}×{read} at each of {rows}×{columns} positions, are more than {int.MaxValue}", "num_output");
        }
        bool bias = layer.Parameter.Bool("bias_term", true);
        var lowering = new Lowering(layer);
        Term windows = lowering.Add(
            new Op.Im2col(window.KernelH, window.KernelW, window.StrideH, window.StrideW, window.PadH, window.PadW),
            ValueShape.Of(layer.Bottom[0], read, rows, columns), lowering.Bottom());
        ValueShape weights = ValueShape.Of(outputs, 1, read, positions), biases = ValueShape.Of(1, 1, outputs, positions);
        return lowering.Layer(lowering.Add(
            new Op.LocalProduct(outputs, bias), ValueShape.Of(layer.Bottom[0], outputs, rows, columns),
            bias ? [weights, biases] : [weights], windows));
    }
}
