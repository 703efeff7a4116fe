namespace CaffeSharpGen.Cpu.Threading;

/// <summary>
/// What a division of work costs on a machine that is shared. Often one processor is slower than the others, because a neighbor keeps
/// its other half busy. With few long tasks the thread that has the last one then keeps all others waiting.
/// </summary>
internal static class LoopTime
{
    // Speed of a core whose other hardware thread is busy, measured with products: 0.69.
    private const double Slow = 0.7;

    /// <summary>The time of a loop, in times of one of its equal tasks; in half of all runs one thread is slow.</summary>
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
