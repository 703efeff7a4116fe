using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Memory;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>The map of Grad-CAM: only it leaves the device.</summary>
internal static class ChannelMap
{
    /// <summary>Computes the map of an image and reads it.</summary>
    public static void Compute(SessionMemory session, CudaBuffer activation, CudaBuffer gradient, int image, Span<float> map)
    {
        int channels = activation.Shape.Channels;
        session.Workspace.Require((nuint)(channels + map.Length) * sizeof(float));
        ulong to = session.Workspace.Pointer + (ulong)channels * sizeof(float);
        Compute(session, activation, gradient, image, to);
        session.Context.Staging.Download(to, map);
    }

    /// <summary>Computes the map of an image into memory of the device; weights of channels lie in the session's workspace.</summary>
    public static void Compute(SessionMemory session, CudaBuffer activation, CudaBuffer gradient, int image, ulong map)
    {
        int channels = activation.Shape.Channels, plane = activation.Shape.CountFrom(2);
        session.Workspace.Require((nuint)channels * sizeof(float));
        var weights = new View(session.Workspace.Pointer, channels);
        var planes = new PlaneSumsArguments
        {
            X = ImageOf(gradient, gradient.Images == 1 ? 0 : image),
            Sums = weights,
            Factor = 1,
            Plane = plane,
            Planes = channels,
            PlaneThreads = Math.Min(KernelModule.Threads, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)plane)),
            Images = 1,
        };
        session.Context.Kernels.Launch(planes, planes.Blocks, 1, KernelModule.Threads);
        var sum = new WeightedSumArguments
        {
            X = ImageOf(activation, image),
            Weights = weights,
            Map = new View(map, plane),
            Channels = channels,
            Plane = plane,
            Images = 1,
        };
        session.Context.Kernels.Launch(sum, sum.Blocks, 1, KernelModule.Threads);
    }

    private static View ImageOf(CudaBuffer buffer, int image)
    {
        View view = buffer.View;
        return new View(view.Data + (ulong)(image * view.Stride * sizeof(float)), view.Stride);
    }
}
