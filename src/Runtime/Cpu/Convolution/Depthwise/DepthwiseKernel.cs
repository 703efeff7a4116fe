using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Convolution.Epilogues;
using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.Memory;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Convolution.Depthwise;

/// <summary>
/// A convolution whose groups are single channels. Lanes do not mix, so a vector of weights meets a vector of channels at each tap.
/// </summary>
internal sealed unsafe class DepthwiseKernel<TVector> : ConvolutionKernel
    where TVector : struct, ITileVector<TVector>
{
    private const int PositionsOfTile = 4;

    private readonly CpuMachine machine;
    private readonly InputGrid grid;
    private readonly SampledProduct[] products;
    private readonly LargeMemory[] weights;
    private readonly int blocks;

    public DepthwiseKernel(IReadOnlyList<SampledProduct> products, WeightReader weights, CpuMachine machine)
    {
        this.machine = machine;
        grid = InputGrid.For(products);
        this.products = [.. products.Select(grid.Over)];
        blocks = BlockedView.BlocksOf(products[0].From.Channels);
        this.weights = [.. products.Select(product => Pack(product, weights))];
    }

    public override string Algorithm => "depthwise";

    public override long PackedBytes => weights.Sum(part => part.Bytes);

    public override ConvolutionPass Bind(Workspace workspace, int number)
    {
        if (grid.IsCopy)
            workspace.Reserve((long)number * blocks * grid.Positions * BlockedView.Lanes);
        return new Pass(this, workspace, number);
    }

    public override void Dispose()
    {
        foreach (LargeMemory part in weights)
            part.Dispose();
    }

    // Block by block, tap by tap, 16 channels side by side.
    private LargeMemory Pack(SampledProduct product, WeightReader reader)
    {
        var memory = new LargeMemory((long)blocks * product.Taps.Length * BlockedView.Lanes);
        float* to = memory.Pointer;
        for (int block = 0; block < blocks; block++)
        {
            foreach (Tap tap in product.Taps)
            {
                for (int channel = block * BlockedView.Lanes; channel < (block + 1) * BlockedView.Lanes; channel++)
                    *to++ = channel < product.From.Channels ? reader.At(channel, 0, 0, tap.Weight) : 0;
            }
        }
        return memory;
    }

    private sealed class Pass : ConvolutionPass
    {
        private readonly DepthwiseKernel<TVector> kernel;
        private readonly Workspace workspace;
        private readonly int number;
        private readonly GridCopy copy;
        private readonly Action<int, int> runRow;
        private readonly PositionTile[][] tiles;
        private ConvolutionRun current;
        private float* from;
        private nint imageStride;
        private int part;

        public Pass(DepthwiseKernel<TVector> kernel, Workspace workspace, int number)
        {
            (this.kernel, this.workspace, this.number) = (kernel, workspace, number);
            copy = new GridCopy(kernel.grid, BlockedView.Lanes);
            tiles = [.. kernel.products.Select(product => PositionTiles.Cover(product.Columns.Count, PositionTiles.OfDepthwise))];
            runRow = RunRow;
        }

        public override void Run(in ConvolutionRun run)
        {
            current = run;
            from = run.From.Pointer;
            imageStride = run.From.ImageStride;
            if (kernel.grid.IsCopy)
            {
                copy.Run(workspace.Workers, from, imageStride, number, kernel.blocks, workspace.Pointer);
                from = workspace.Pointer;
                imageStride = kernel.blocks * kernel.grid.Positions * BlockedView.Lanes;
            }
            for (part = 0; part < kernel.products.Length; part++)
                workspace.Workers.For(number * kernel.blocks * kernel.products[part].Rows.Count, runRow);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void RunRow(int task, int worker)
        {
            SampledProduct product = kernel.products[part];
            int row = task % product.Rows.Count, plane = task / product.Rows.Count, block = plane % kernel.blocks;
            int image = plane / kernel.blocks;
            float* x = from + image * imageStride + block * kernel.grid.Positions * BlockedView.Lanes
                + (nint)row * product.Rows.ReadStride * kernel.grid.Width * BlockedView.Lanes;
            float* weights = kernel.weights[part].Pointer + (nint)block * product.Taps.Length * BlockedView.Lanes;
            float* sums = kernel.machine.Scratch.Of(worker);
            nint step = product.Columns.ReadStride * BlockedView.Lanes;
            EpilogueKind kind = current.Epilogue.Kind;
            nint first = (nint)(product.Rows.WriteStart + row * product.Rows.WriteStride) * product.To.Width + product.Columns.WriteStart;
            foreach (PositionTile tile in tiles[part])
            {
                for (int lane = 0; lane < BlockedView.Lanes; lane += TVector.Width)
                {
                    if (tile.Positions == PositionsOfTile)
                        Tile4(product.Taps, x + tile.Start * step + lane, step, weights + lane, sums + lane);
                    else
                        Tile1(product.Taps, x + tile.Start * step + lane, weights + lane, sums + lane);
                    EpilogueLoops<TVector>.Panel(
                        current, kind, image, block * BlockedView.Lanes + lane, TVector.Width,
                        sums + tile.Done * BlockedView.Lanes + lane, BlockedView.Lanes, tile.Positions - tile.Done,
                        first + (tile.Start + tile.Done) * product.Columns.WriteStride, product.Columns.WriteStride);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Tile4(Tap[] taps, float* x, nint step, float* weights, float* sums)
        {
            TVector s0 = TVector.Zero, s1 = TVector.Zero, s2 = TVector.Zero, s3 = TVector.Zero;
            foreach (Tap tap in taps)
            {
                float* position = x + ((nint)tap.Down * kernel.grid.Width + tap.Right) * BlockedView.Lanes;
                TVector w = TVector.Load(weights);
                TVector.AddProduct(ref s0, TVector.Load(position), w);
                TVector.AddProduct(ref s1, TVector.Load(position + step), w);
                TVector.AddProduct(ref s2, TVector.Load(position + 2 * step), w);
                TVector.AddProduct(ref s3, TVector.Load(position + 3 * step), w);
                weights += BlockedView.Lanes;
            }
            TVector.Store(s0, sums);
            TVector.Store(s1, sums + BlockedView.Lanes);
            TVector.Store(s2, sums + 2 * BlockedView.Lanes);
            TVector.Store(s3, sums + 3 * BlockedView.Lanes);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Tile1(Tap[] taps, float* x, float* weights, float* sums)
        {
            TVector sum = TVector.Zero;
            foreach (Tap tap in taps)
            {
                TVector.AddProduct(
                    ref sum, TVector.Load(x + ((nint)tap.Down * kernel.grid.Width + tap.Right) * BlockedView.Lanes), TVector.Load(weights));
                weights += BlockedView.Lanes;
            }
            TVector.Store(sum, sums);
        }
    }
}
