using CaffeSharpGen.Cpu.Convolution.Epilogues;
using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Convolution.Winograd;

/// <summary>A convolution of planes with a stride by Winograd's algorithm, over a <see cref="PhaseGrid"/> that is filled first.</summary>
internal sealed unsafe class PhaseKernel<TVector>(PhaseGrid grid, WeightReader weights, CpuMachine machine) : ConvolutionKernel
    where TVector : struct, ITileVector<TVector>
{
    private readonly WinogradKernel<TVector> kernel = new(grid.Sizes, weights, isFused: true, isTransformed: true, machine);

    public override string Algorithm => $"{kernel.Algorithm}, from planes by phases";

    public override long PackedBytes => kernel.PackedBytes;

    public override ConvolutionPass Bind(Workspace workspace, int number)
    {
        workspace.Reserve(number * grid.ImageFloats);
        return new Pass(grid, kernel.Bind(workspace, number), workspace, number, machine);
    }

    public override void Dispose() => kernel.Dispose();

    private sealed class Pass : ConvolutionPass
    {
        private const int RowsOfTask = 4;

        private readonly PhaseGrid grid;
        private readonly ConvolutionPass pass;
        private readonly Workspace workspace;
        private readonly CpuMachine machine;
        private readonly Action<int, int> fill;
        private readonly int number;
        private readonly int bands;
        private float* from;
        private float* to;

        public Pass(PhaseGrid grid, ConvolutionPass pass, Workspace workspace, int number, CpuMachine machine)
        {
            (this.grid, this.pass, this.workspace, this.number, this.machine) = (grid, pass, workspace, number, machine);
            bands = (grid.Sizes.FromHeight + RowsOfTask - 1) / RowsOfTask;
            fill = FillBand;
        }

        public override void Run(in ConvolutionRun run)
        {
            from = run.PlanarFrom;
            to = workspace.Pointer;
            workspace.Workers.For(number * bands, fill);
            Shape shape = grid.Sizes.Product.From;
            ConvolutionRun over = run;
            over.From = new BlockedView(to, grid.ImageFloats, number, shape.Channels, shape.Height, shape.Width);
            pass.Run(over);
        }

        private void FillBand(int task, int worker)
        {
            int image = task / bands, first = task % bands * RowsOfTask, end = Math.Min(first + RowsOfTask, grid.Sizes.FromHeight);
            float* source = from + (nint)image * grid.Input.CountFrom(1);
            for (int y = first; y < end; y++)
                grid.FillRow(source, y, to + image * grid.ImageFloats);
        }
    }
}
