using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Memory;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Crop"/>.</summary>
internal static class Crop
{
    public static PreparedOperation Prepare(Operations.Crop crop, CudaBinding binding) => new Cropped(crop, binding);

    private sealed class Cropped(Operations.Crop crop, CudaBinding binding) : BoxOperation(binding)
    {
        protected override void RunForward() => CopyBoxes(Binding.Input, Binding.Output, takes: true, add: false);

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Inputs.Length > 1 && gradients.Input(1) is { } other && !gradients.Inputs[1].Add)
                Session.Clear(other);
            if (gradients.Input(0) is not { } dx)
                return;
            bool add = gradients.Inputs[0].Add;
            if (!add)
                Session.Clear(dx);
            CopyBoxes(dx, gradients.Output(0)!, takes: false, add);
        }

        // The last three axes behind that of the images are a box; more axes before those are a launch for each of their positions.
        private void CopyBoxes(CudaBuffer whole, CudaBuffer part, bool takes, bool add)
        {
            Shape large = whole.Shape, small = part.Shape;
            int rank = small.Rank, first = Math.Max(1, rank - 3);
            long start = crop.Offsets[0] * whole.View.Stride;
            for (int axis = 1; axis < rank; axis++)
                start += (long)crop.Offsets[axis] * large.CountFrom(axis + 1);
            CopyBoxArguments arguments = new()
            {
                Outer = rank >= 4 ? small[rank - 3] : 1,
                Rows = rank >= 3 ? small[rank - 2] : 1,
                Length = rank >= 2 ? small[rank - 1] : 1,
                Add = add ? 1 : 0,
                Images = part.Images,
            };
            (int wholeOuter, int wholeRow) = Strides(large);
            (int partOuter, int partRow) = Strides(small);
            (arguments.FromOuter, arguments.FromRow) = takes ? (wholeOuter, wholeRow) : (partOuter, partRow);
            (arguments.ToOuter, arguments.ToRow) = takes ? (partOuter, partRow) : (wholeOuter, wholeRow);
            for (int box = 0; box < small.CountBetween(1, first); box++)
            {
                View from = At(whole.View, start + StartOf(box, large, small, first));
                View to = At(part.View, box * (long)small.CountFrom(first));
                (arguments.From, arguments.To) = takes ? (from, to) : (to, from);
                LaunchBox(arguments);
            }
        }

        private static (int Outer, int Row) Strides(Shape shape) =>
            (shape.Rank >= 4 ? shape.CountFrom(shape.Rank - 2) : 0, shape.Rank >= 3 ? shape[shape.Rank - 1] : 0);

        // Where in the whole a box begins, from the first one on.
        private static long StartOf(int box, Shape large, Shape small, int first)
        {
            long start = 0;
            for (int axis = first - 1; axis >= 1; axis--)
            {
                start += box % small[axis] * (long)large.CountFrom(axis + 1);
                box /= small[axis];
            }
            return start;
        }
    }
}
