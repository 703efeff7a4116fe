using CaffeSharpGen.Cpu;
using CaffeSharpGen.Cpu.Threading;

namespace CaffeSharpGen.Conformance.Blocked;

/// <summary>How long loops take on even and on uneven threads, against clocks that tick in small steps.</summary>
public sealed class LoopTimeTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 1)]
    [InlineData(1, 2)]
    [InlineData(4, 2)]
    [InlineData(5, 2)]
    [InlineData(8, 2)]
    [InlineData(32, 2)]
    [InlineData(33, 4)]
    [InlineData(1000, 3)]
    [InlineData(64, 64)]
    [InlineData(130, 64)]
    public void A_loop_ends_when_all_its_tasks_can_be_done(int tasks, int threads)
    {
        double even = FirstTime(tasks, time => threads * Math.Floor(time));
        double uneven = threads == 1 ? even : FirstTime(tasks, time => (threads - 1) * Math.Floor(time) + Math.Floor(0.7 * time));
        Assert.Equal((even + uneven) / 2, LoopTime.InTasks(tasks, threads), 1e-2);
    }

    // A little late, so that a task that ends right then counts in spite of rounding.
    private static double FirstTime(int tasks, Func<double, double> done)
    {
        const double Step = 1e-3;
        int step = 0;
        while (done(step * Step + 1e-6) < tasks)
            step++;
        return step * Step;
    }
}
