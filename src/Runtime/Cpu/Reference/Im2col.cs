using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Im2col"/>.</summary>
internal static class Im2col
{
    public static CpuOperation Prepare(Operations.Im2col im2col, CpuBinding binding) => new Kernel(im2col, binding);

    private sealed class Kernel(Operations.Im2col im2col, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly Shape image = binding.Input.Shape;
        private readonly Shape columns = binding.Output.Shape;

        protected override void RunForward()
        {
            for (int plane = 0; plane < columns.BatchSize * columns.Channels; plane++)
            {
                for (int y = 0; y < columns.Height; y++)
                {
                    Span<float> row = Binding.Output.Span.Slice((plane * columns.Height + y) * columns.Width, columns.Width);
                    row.Clear();
                    if (!TryFindRow(plane, y, out int start, out int first))
                        continue;
                    ReadOnlySpan<float> from = Binding.Input.Span.Slice(start, image.Width);
                    for (int x = 0, w = first; x < row.Length; x++, w += im2col.StrideW)
                    {
                        if ((uint)w < (uint)from.Length)
                            row[x] = from[w];
                    }
                }
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            inputGradient.Span.Clear();
            for (int plane = 0; plane < columns.BatchSize * columns.Channels; plane++)
            {
                for (int y = 0; y < columns.Height; y++)
                {
                    if (!TryFindRow(plane, y, out int start, out int first))
                        continue;
                    ReadOnlySpan<float> row = outputGradient.Span.Slice((plane * columns.Height + y) * columns.Width, columns.Width);
                    Span<float> to = inputGradient.Span.Slice(start, image.Width);
                    for (int x = 0, w = first; x < row.Length; x++, w += im2col.StrideW)
                    {
                        if ((uint)w < (uint)to.Length)
                            to[w] += row[x];
                    }
                }
            }
        }

        // Where in the image the row of a plane of columns starts, and the position there of its first element; not found beyond the image.
        private bool TryFindRow(int plane, int y, out int start, out int first)
        {
            int kw = plane % im2col.KernelW, kh = plane / im2col.KernelW % im2col.KernelH;
            int h = y * im2col.StrideH - im2col.PadH + kh * im2col.DilationH;
            start = (plane / (im2col.KernelH * im2col.KernelW) * image.Height + h) * image.Width;
            first = kw * im2col.DilationW - im2col.PadW;
            return (uint)h < (uint)image.Height;
        }
    }
}
