using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Convolution.Epilogues;
using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.Memory;
using CaffeSharpGen.Cpu.MicroKernels;
using CaffeSharpGen.Cpu.Threading;

namespace CaffeSharpGen.Cpu.Convolution.FewOutputs;

/// <summary>
/// Direct sums for at most three outputs, such as the gradient of a picture. Vectors go along the input channels, because vectors of
/// outputs would be nearly empty. Nothing is copied for the borders.
/// </summary>
internal sealed unsafe class FewOutputsKernel<TVector> : ConvolutionKernel
    where TVector : struct, ITileVector<TVector>
{
    private const int Outputs = FewOutputsTile<TVector>.Outputs;
    private const int Lanes = BlockedView.Lanes;

    private readonly CpuMachine machine;
    private readonly FewOutputsProduct[] products;
    private readonly LargeMemory weights;

    public FewOutputsKernel(IReadOnlyList<SampledProduct> products, WeightReader weights, CpuMachine machine)
    {
        this.machine = machine;
        int blocks = BlockedView.BlocksOf(products[0].From.Channels);
        this.weights = new LargeMemory((long)products.Sum(product => product.Taps.Length) * blocks * Outputs * Lanes);
        this.products = new FewOutputsProduct[products.Count];
        int first = 0;
        for (int i = 0; i < products.Count; i++)
        {
            this.products[i] = new FewOutputsProduct(products[i], first, FewOutputsTile<TVector>.Positions);
            first += Pack(products[i], weights, blocks, this.weights.Pointer + first);
        }
    }

    public override string Algorithm => "direct, along channels";

    public override long PackedBytes => weights.Bytes;

    /// <summary>Whether it computes these.</summary>
    public static bool Fits(IReadOnlyList<SampledProduct> products) =>
        products[0] is { Group: 1, Outputs: <= Outputs } && products.All(product => product.Taps.Length > 0 && product.Positions > 0);

    public override ConvolutionPass Bind(Workspace workspace, int number) => new Pass(this, workspace.Workers, number);

    public override void Dispose() => weights.Dispose();

    private static int Pack(SampledProduct product, WeightReader weights, int blocks, float* to)
    {
        float* start = to;
        for (int block = 0; block < blocks; block++)
        {
            foreach (Tap tap in product.Taps)
            {
                for (int output = 0; output < Outputs; output++)
                {
                    for (int channel = block * Lanes; channel < (block + 1) * Lanes; channel++)
                        *to++ = output < product.Outputs && channel < product.From.Channels
                            ? weights.At(0, output, channel, tap.Weight)
                            : 0;
                }
            }
        }
        return (int)(to - start);
    }

    // A task is a row of one of the products; those of the same height follow each other.
    private sealed class Pass : ConvolutionPass
    {
        private readonly FewOutputsKernel<TVector> kernel;
        private readonly SessionWorkers workers;
        private readonly int rows;
        private readonly int number;
        private readonly Action<int, int> runRow;
        private readonly Action<int, int> clearRow;
        private ConvolutionRun current;

        public Pass(FewOutputsKernel<TVector> kernel, SessionWorkers workers, int number)
        {
            (this.kernel, this.workers, this.number) = (kernel, workers, number);
            rows = kernel.products.Max(product => product.Product.Rows.Count);
            runRow = RunRow;
            clearRow = ClearRow;
        }

        public override void Run(in ConvolutionRun run)
        {
            current = run;
            // A convolution of what is not finite leaves NaN (0·∞) in lanes beyond its channels. Here they would reach the sums.
            if (run.From.Channels % Lanes != 0)
                workers.For(number * run.From.Height, clearRow);
            workers.For(number * rows * kernel.products.Length, runRow);
        }

        private void ClearRow(int task, int worker) =>
            current.From.ClearLanesBeyond(task / current.From.Height, task % current.From.Height);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void RunRow(int task, int worker)
        {
            FewOutputsProduct product = kernel.products[task % kernel.products.Length];
            int row = task / kernel.products.Length % rows, image = task / kernel.products.Length / rows;
            SampledProduct sizes = product.Product;
            EpilogueKind kind = current.Epilogue.Kind;
            if (row >= sizes.Rows.Count)
                return;
            int positions = FewOutputsTile<TVector>.Positions;
            float* scratch = kernel.machine.Scratch.Of(worker), sums = scratch + positions * Outputs * TVector.Width;
            new Span<float>(sums, positions * Lanes).Clear();
            nint step = (nint)sizes.Columns.ReadStride * Lanes;
            float* line = current.From.Block(image, 0) + (nint)row * sizes.Rows.ReadStride * sizes.From.Width * Lanes;
            nint first = (nint)(sizes.Rows.WriteStart + row * sizes.Rows.WriteStride) * sizes.To.Width + sizes.Columns.WriteStart;
            foreach (PositionTile tile in product.Tiles)
            {
                TableEntry* entry = product.Table(row, tile, out TableEntry* end);
                FewOutputsTile<TVector>.Run(
                    tile.Positions, line + tile.Start * step, step, entry, end, kernel.weights.Pointer, scratch, sums);
                nint position = first + (nint)(tile.Start + tile.Done) * sizes.Columns.WriteStride;
                for (int lane = 0; lane < Lanes; lane += TVector.Width)
                    EpilogueLoops<TVector>.Panel(
                        current, kind, image, lane, TVector.Width, sums + tile.Done * Lanes + lane, Lanes, tile.Positions - tile.Done,
                        position, sizes.Columns.WriteStride);
            }
        }
    }
}
