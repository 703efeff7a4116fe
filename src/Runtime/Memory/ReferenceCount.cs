namespace CaffeSharpGen.Memory;

/// <summary>How many use something; the one that makes it is the first. What the last one freed does not come back.</summary>
internal sealed class ReferenceCount
{
    private int count = 1;

    /// <summary>Adds a user, if there is any, whatever other threads do.</summary>
    public bool TryAdd()
    {
        int seen = Volatile.Read(ref count);
        while (seen > 0)
        {
            int before = Interlocked.CompareExchange(ref count, seen + 1, seen);
            if (before == seen)
                return true;
            seen = before;
        }
        return false;
    }

    /// <summary>Takes a user away.</summary>
    /// <returns>Whether it was the last.</returns>
    public bool Release() => Interlocked.Decrement(ref count) == 0;
}
