using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CaffeSharpGen.Cpu.MicroKernels;

/// <summary>The sum of a vector's lanes in memory.</summary>
internal static unsafe class LaneSum<TVector>
    where TVector : struct, ITileVector<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Of(float* lanes)
    {
        Vector128<float> sum = Vector128.Load(lanes);
        for (int lane = 4; lane < TVector.Width; lane += 4)
            sum += Vector128.Load(lanes + lane);
        return Vector128.Sum(sum);
    }
}
