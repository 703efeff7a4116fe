namespace CaffeSharpGen.Cpu.Threading;

/// <summary>
/// What a division of work costs on a machine that is not ours alone: often one processor is slower than the others, because a neighbour keeps its other half
/// busy. Then whoever has the last of few long tasks keeps all others waiting.
/// </summary>
internal static class LoopTime
{
    // Speed of a core whose other hardware thread is busy, measured with products: 0.69.
    private const double Slow = 0.7;

    /// <summary>How many times as long as one of its equal tasks a loop takes, half of the time with a slow thread among the others.</summary>
    public static double InTasks(int tasks, int threads)
    {
        int even = (tasks + threads - 1) / threads;
        return threads == 1 ? even : (even + WithSlow(tasks, threads)) / 2;
    }

    // The first moment by which all tasks can be done: the slow thread or the others end one then.
    private static double WithSlow(int tasks, int threads)
    {
        int least = (int)(tasks / (threads - 1 + Slow));
        int fast = least, slow = (int)(least * Slow);
        while ((threads - 1) * fast + (int)(fast * Slow) < tasks)
            fast++;
        while ((threads - 1) * (int)(slow / Slow) + slow < tasks)
            slow++;
        return Math.Min(fast, slow / Slow);
    }
}
