namespace CaffeSharpGen.Tests;

/// <summary>Threads that do things at the same time.</summary>
internal static class Collision
{
    /// <summary>Runs each action on a thread of its own, waits for all, and requires that none failed.</summary>
    public static void Together(params Action[] actions)
    {
        var failures = new List<Exception>();
        Thread[] threads = [.. actions.Select(action => new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception failure)
            {
                lock (failures)
                    failures.Add(failure);
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        Assert.Empty(failures);
    }
}
