using CaffeSharpGen.Cpu.Convolution.Epilogues;
using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Convolution.Direct;

/// <summary>
/// Direct sums, for any kernel, stride, dilation and group. The gradient for a convolution of stride s is s² products, one for each residue
/// of the positions of the image.
/// </summary>
internal sealed unsafe class DirectKernel<TVector> : ConvolutionKernel
    where TVector : struct, ITileVector<TVector>
{
    private readonly CpuMachine machine;
    private readonly InputGrid grid;
    private readonly DirectProduct<TVector>[] products;
    private readonly int planes;
    private readonly int lanes;

    public DirectKernel(
        IReadOnlyList<SampledProduct> products, WeightReader weights, bool planarInput, Accuracy accuracy, CpuMachine machine)
    {
        this.machine = machine;
        lanes = planarInput ? 1 : BlockedView.Lanes;
        planes = (products[0].From.Channels + lanes - 1) / lanes;
        PaddedPoints[] padded = [.. products.Select(PaddedPoints.Of)];
        grid = InputGrid.For([.. padded.Select(points => points.Inside)]);
        this.products = [.. padded.Select(points => Make(points, weights, accuracy, products.Count >= OwnWeights.LeastProducts))];
        bool isPointwise = products is [{ Taps.Length: 1 }];
        Algorithm = planarInput
            ? "direct, from planes"
            : (isPointwise ? "product" : "direct") + (products[0].IsRagged ? ", group by group" : "");
    }

    public override string Algorithm { get; }

    public override long PackedBytes => products.Sum(product => product.Weights.Bytes);

    public override ConvolutionPass Bind(Workspace workspace, int number)
    {
        if (grid.IsCopy)
            workspace.Reserve((long)number * planes * grid.Positions * lanes);
        return new Pass(this, workspace, number);
    }

    public override void Dispose()
    {
        foreach (DirectProduct<TVector> product in products)
            product.Dispose();
    }

    private DirectProduct<TVector> Make(PaddedPoints points, WeightReader weights, Accuracy accuracy, bool hasOwnWeights)
    {
        SampledProduct product = grid.Over(points.Inside);
        if (!hasOwnWeights || product.Taps.Length == 0)
            return new DirectProduct<TVector>(product, points.Border, grid, lanes, weights, accuracy, machine);
        using var own = new OwnWeights(product, weights);
        return new DirectProduct<TVector>(own.Product, points.Border, grid, lanes, own.Reader, accuracy, machine);
    }

    private sealed class Pass : ConvolutionPass
    {
        private readonly DirectKernel<TVector> kernel;
        private readonly Workspace workspace;
        private readonly int number;
        private readonly GridCopy copy;
        private readonly IProductTasks[] tasks;

        public Pass(DirectKernel<TVector> kernel, Workspace workspace, int number)
        {
            (this.kernel, this.workspace, this.number) = (kernel, workspace, number);
            copy = new GridCopy(kernel.grid, kernel.lanes);
            nint gridFloats = kernel.grid.IsCopy ? number * kernel.planes * kernel.grid.Positions * kernel.lanes : 0;
            tasks = [.. kernel.products.Select(IProductTasks (product) => product.Product.IsRagged
                ? new RaggedTasks<TVector>(product, number, kernel.machine.Workers.Threads, workspace, gridFloats)
                : new DirectTasks<TVector>(product, number, kernel.machine, workspace.Workers))];
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
                imageStride = kernel.planes * grid.Positions * kernel.lanes;
            }
            foreach (IProductTasks product in tasks)
                product.Run(run, from, imageStride);
        }
    }
}
