using CaffeSharpGen.Cpu.Convolution.Epilogues;
using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Convolution.Direct;

/// <summary>
/// Direct sums, for any kernel, stride, dilation and group. The gradient for a convolution of stride s is s² products, one for each residue
/// of the places of the image.
/// </summary>
internal sealed unsafe class DirectKernel<TVector> : ConvolutionKernel
    where TVector : struct, ITileVector<TVector>
{
    private readonly CpuMachine machine;
    private readonly InputGrid grid;
    private readonly DirectProduct<TVector>[] products;
    private readonly int planes;
    private readonly int lanes;

    public DirectKernel(IReadOnlyList<SampledProduct> products, WeightReader weights, bool planarInput, Accuracy accuracy, CpuMachine machine)
    {
        this.machine = machine;
        lanes = planarInput ? 1 : BlockedView.Lanes;
        planes = (products[0].From.Channels + lanes - 1) / lanes;
        PaddedPoints[] padded = [.. products.Select(PaddedPoints.Of)];
        grid = InputGrid.For([.. padded.Select(points => points.Inside)]);
        this.products = [.. padded.Select(points => new DirectProduct<TVector>(grid.Over(points.Inside), points.Border, grid, lanes, weights, accuracy, machine))];
        bool isPointwise = products is [{ Taps.Length: 1 }];
        Algorithm = planarInput ? "direct, from planes" : isPointwise ? "product" : "direct";
    }

    public override string Algorithm { get; }

    public override long PackedBytes => products.Sum(product => product.Weights.Bytes);

    public override ConvolutionPass Bind(Workspace workspace, int number)
    {
        if (grid.IsCopy)
            workspace.Reserve((long)number * planes * grid.Places * lanes);
        return new Pass(this, workspace, number);
    }

    public override void Dispose()
    {
        foreach (DirectProduct<TVector> product in products)
            product.Dispose();
    }

    private sealed class Pass : ConvolutionPass
    {
        private readonly DirectKernel<TVector> kernel;
        private readonly Workspace workspace;
        private readonly int number;
        private readonly GridCopy copy;
        private readonly DirectTasks<TVector>[] tasks;

        public Pass(DirectKernel<TVector> kernel, Workspace workspace, int number)
        {
            (this.kernel, this.workspace, this.number) = (kernel, workspace, number);
            copy = new GridCopy(kernel.grid, kernel.lanes);
            tasks = [.. kernel.products.Select(product => new DirectTasks<TVector>(product, number, kernel.machine, workspace.Workers))];
        }

        public override void Run(in ConvolutionRun run)
        {
            InputGrid grid = kernel.grid;
            bool isPlanar = kernel.lanes == 1;
            float* from = isPlanar ? run.PlanarFrom : run.From.Pointer;
            nint imageStride = isPlanar ? (nint)kernel.planes * grid.InputHeight * grid.InputWidth : run.From.ImageStride;
            if (grid.IsCopy)
            {
                copy.Run(workspace.Workers, from, imageStride, number, kernel.planes, workspace.Pointer);
                from = workspace.Pointer;
                imageStride = kernel.planes * grid.Places * kernel.lanes;
            }
            foreach (DirectTasks<TVector> product in tasks)
                product.Run(run, from, imageStride);
        }
    }
}
