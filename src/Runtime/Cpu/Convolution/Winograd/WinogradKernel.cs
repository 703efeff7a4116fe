namespace CaffeSharpGen.Cpu;

/// <summary>Convolutions of 3×3, 4×4 or 5×5 with stride 1 by Winograd's algorithm, in either direction.</summary>
internal sealed class WinogradKernel<TVector>(
    WinogradSizes sizes, WeightReader weights, bool isFused, bool isTransformed, CpuDevice device) : ConvolutionKernel
    where TVector : struct, ITileVector<TVector>
{
    private readonly WinogradWeights<TVector> weights = new(sizes, weights, isTransformed, device);

    public override string Algorithm =>
        $"Winograd F({sizes.OutputEdge}×{sizes.OutputEdge}, {sizes.TapEdge}×{sizes.TapEdge}), {(isFused ? "fused" : weights.IsTransformed ? "staged" : "staged, weights transformed while it runs")}";

    public override long PackedBytes => weights.Bytes;

    public override ConvolutionPass Bind(Workspace workspace, int number) =>
        isFused ? new WinogradFusedPass<TVector>(sizes, weights, workspace, number, device) : new WinogradStagedPass<TVector>(sizes, weights, workspace, number, device);

    public override void Dispose() => weights.Dispose();
}
