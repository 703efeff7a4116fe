using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.PriorBox"/>. They run once: the boxes depend on no value.</summary>
internal static class PriorBox
{
    public static CpuOperation Prepare(Operations.PriorBox priorBox, CpuBinding binding) =>
        new Kernel(Boxes(priorBox, binding.Input.Shape.Height, binding.Input.Shape.Width), binding);

    private static float[] Boxes(Operations.PriorBox priorBox, int height, int width)
    {
        int boxes = priorBox.Widths.Length, count = height * width * boxes * 4;
        var all = new float[2 * count];
        for (int i = 0; i < count; i += 4)
        {
            int cell = i / 4 / boxes, box = i / 4 % boxes;
            float x = (cell % width + priorBox.Offset) * priorBox.StepX, y = (cell / width + priorBox.Offset) * priorBox.StepY;
            x += priorBox.ShiftsX.Length > 0 ? priorBox.ShiftsX[box] : 0;
            y += priorBox.ShiftsY.Length > 0 ? priorBox.ShiftsY[box] : 0;
            double halfWidth = priorBox.Widths[box] / 2.0, halfHeight = priorBox.Heights[box] / 2.0;
            (int ofX, int ofY) = priorBox.YFirst ? (1, 0) : (0, 1);
            all[i + ofX] = (float)((x - halfWidth) / priorBox.ImageWidth);
            all[i + ofY] = (float)((y - halfHeight) / priorBox.ImageHeight);
            all[i + ofX + 2] = (float)((x + halfWidth) / priorBox.ImageWidth);
            all[i + ofY + 2] = (float)((y + halfHeight) / priorBox.ImageHeight);
            for (int k = 0; k < 4; k++)
            {
                if (priorBox.Clip)
                    all[i + k] = Math.Min(Math.Max(all[i + k], 0), 1);
                all[count + i + k] = priorBox.Variances[k];
            }
        }
        return all;
    }

    private sealed class Kernel(float[] boxes, CpuBinding binding) : CpuOperation(binding)
    {
        // The input's values do not count: none is converted.
        protected override void EnsureLayout(CpuBuffer input)
        {
        }

        protected override void RunForward() => boxes.CopyTo(Binding.Output.Span);

        protected override void RunBackward(in OperationGradients gradients) =>
            throw new NotSupportedException("PriorBox has no gradient");
    }
}
