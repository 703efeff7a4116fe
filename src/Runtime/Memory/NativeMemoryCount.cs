namespace CaffeSharpGen.Memory;

/// <summary>
/// Counts native memory, which the garbage collector does not see: without a reason to run, it would never find networks that were not
/// disposed of. A collection starts when weights are opened or a network is made after the memory in use has doubled; a program that
/// disposes of its networks rarely gets there.
/// </summary>
internal static class NativeMemoryCount
{
    // So much more than there was at least: a few dozen small networks with their device.
    private const long LeastGrowth = 256L << 20;

    private static long inUse;

    // The least that was in use since the last collection that was started here.
    private static long least;

    /// <summary>Bytes that were added and not removed.</summary>
    public static long InUse => Volatile.Read(ref inUse);

    public static void Add(long bytes) => Interlocked.Add(ref inUse, bytes);

    public static void Remove(long bytes)
    {
        // Two threads at once may leave the larger number here: then a collection comes later, not never.
        long now = Interlocked.Add(ref inUse, -bytes);
        if (now < Volatile.Read(ref least))
            Volatile.Write(ref least, now);
    }

    /// <summary>Starts a collection if much has been added. Finalizers run soon after; this does not wait for them.</summary>
    public static void CollectIfGrown()
    {
        long now = Volatile.Read(ref inUse), before = Volatile.Read(ref least);
        if (now - before < Math.Max(LeastGrowth, before) || Interlocked.CompareExchange(ref least, now, before) != before)
            return;
        GC.Collect();
    }
}
