using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Memory;

namespace CaffeSharpGen.Cuda.Convolution;

/// <summary>
/// Another candidate over a copy of the image with its padding, where that differs from side to side. The copy lies at the begin of the
/// workspace.
/// </summary>
/// <param name="session">Where it runs.</param>
/// <param name="sizes">What it computes.</param>
/// <param name="isTransposed">Whether it goes from the map to the image.</param>
/// <param name="inner">What computes it over the copy, and works in what lies behind <see cref="CopyBytes"/>.</param>
internal sealed class PaddedCandidate(SessionMemory session, Correlation sizes, bool isTransposed, ConvolutionCandidate inner)
    : ConvolutionCandidate
{
    private readonly Correlation padded = sizes.WithPaddedImage();

    /// <inheritdoc/>
    public override string Name => $"{inner.Name} of a padded copy";

    /// <inheritdoc/>
    public override nuint WorkspaceBytes => Math.Max(CopyBytes(padded), inner.WorkspaceBytes);

    /// <summary>How large a copy is, up to where memory is aligned for any use.</summary>
    public static nuint CopyBytes(Correlation padded) =>
        (((nuint)padded.Images * (nuint)padded.ImageCount * sizeof(float)) + 255) & ~(nuint)255;

    /// <inheritdoc/>
    public override bool TryRun(in ConvolutionRun run)
    {
        // Before anything lies there.
        if (!inner.TryPrepare(run with { Image = new View(0, padded.ImageCount) }))
            return false;
        session.Workspace.Require(WorkspaceBytes);
        View copy = new(session.Workspace.Pointer, padded.ImageCount);
        if (!isTransposed)
        {
            session.Context.Kernels.LaunchOver(new PaddingArguments.Copy(Arguments(run, copy)), padded.ImageCount, sizes.Images);
            return inner.TryRun(run with { Image = copy });
        }
        if (!inner.TryRun(run with { Image = copy, Add = false }))
            return false;
        session.Context.Kernels.LaunchOver(new PaddingArguments.Back(Arguments(run, copy)), sizes.ImageCount, sizes.Images);
        return true;
    }

    private PaddingArguments Arguments(in ConvolutionRun run, View copy) => new()
    {
        Image = run.Image,
        Padded = copy.Data,
        Channels = sizes.Image.Channels,
        H = sizes.Image.H,
        W = sizes.Image.W,
        PaddedH = padded.Image.H,
        PaddedW = padded.Image.W,
        PadH = sizes.Pad.H,
        PadW = sizes.Pad.W,
        Add = run.Add ? 1 : 0,
        Images = sizes.Images,
    };
}

/// <summary>What the kernels of <c>Padding.cu</c> take.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PaddingArguments
{
    /// <summary>The image N×Channels×H×W.</summary>
    public View Image;

    /// <summary>The copy, N×Channels×PaddedH×PaddedW.</summary>
    public ulong Padded;

    public int Channels, H, W, PaddedH, PaddedW;

    /// <summary>Zeros before the image.</summary>
    public int PadH, PadW;

    /// <summary>1 to add to what is there, on the way back.</summary>
    public int Add;

    public int Images;

    /// <summary>Makes the copy: launch it for its elements.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Copy(PaddingArguments arguments) : IKernelArguments
    {
        public PaddingArguments Arguments = arguments;

        public static ReadOnlySpan<byte> Kernel => "pad_image\0"u8;
    }

    /// <summary>From the copy to the image: launch it for the elements of an image.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Back(PaddingArguments arguments) : IKernelArguments
    {
        public PaddingArguments Arguments = arguments;

        public static ReadOnlySpan<byte> Kernel => "unpad_image\0"u8;
    }
}
