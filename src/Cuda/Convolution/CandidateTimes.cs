using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Memory;

namespace CaffeSharpGen.Cuda.Convolution;

/// <summary>Times candidates on values of their sizes.</summary>
internal static class CandidateTimes
{
    private const int Runs = 4;

    /// <summary>The candidates that run, the fastest first.</summary>
    /// <param name="session">Where they run; its workspace is as large afterwards as before.</param>
    /// <param name="sizes">What they compute.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="candidates">The candidates.</param>
    public static ConvolutionCandidate[] Rank(
        SessionMemory session, Correlation sizes, ulong weights, IReadOnlyList<ConvolutionCandidate> candidates)
    {
        // Not on the values themselves: what a gradient is added to may be added to once only.
        using var image = DeviceMemory.OfZeros(session.Context, Bytes(sizes.Images, sizes.ImageCount), MemoryKind.Workspaces);
        using var map = DeviceMemory.OfZeros(session.Context, Bytes(sizes.Images, sizes.MapCount), MemoryKind.Workspaces);
        var run = new ConvolutionRun(
            new View(image.Pointer, sizes.ImageCount), new View(map.Pointer, sizes.MapCount), weights, Add: false);
        using var timer = new StreamTimer(session.Context);
        nuint workspace = session.Workspace.Bytes;
        var times = new List<(ConvolutionCandidate Candidate, float Milliseconds)>();
        foreach (ConvolutionCandidate candidate in candidates)
        {
            session.Workspace.Require(candidate.WorkspaceBytes);
            // The first run may load kernels.
            if (!candidate.TryRun(run))
                continue;
            float milliseconds = timer.Time(() =>
            {
                for (int i = 0; i < Runs; i++)
                    candidate.TryRun(run);
            });
            times.Add((candidate, milliseconds));
        }
        session.Workspace.Shrink(workspace);
        return [.. times.OrderBy(time => time.Milliseconds).Select(time => time.Candidate)];
    }

    private static nuint Bytes(int images, int count) => (nuint)images * (nuint)count * sizeof(float);
}
