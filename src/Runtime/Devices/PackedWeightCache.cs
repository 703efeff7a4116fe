namespace CaffeSharpGen;

/// <summary>
/// Weights in the order in which a device reads them, made once for all instances of a network that share their weights. What it holds is
/// immutable; any thread may use it.
/// </summary>
public sealed class PackedWeightCache : IDisposable
{
    private readonly Dictionary<object, IDisposable> packed = [];
    private readonly Lock making = new();

    /// <summary>Frees all of them.</summary>
    public void Dispose()
    {
        lock (making)
        {
            foreach (IDisposable weights in packed.Values)
                weights.Dispose();
            packed.Clear();
        }
    }

    /// <summary>Finds packed weights, or makes them.</summary>
    /// <param name="key">What they were made of and how, compared by value.</param>
    /// <param name="make">Makes them; the cache owns them from then on.</param>
    public T Get<T>(object key, Func<T> make)
        where T : class, IDisposable
    {
        lock (making)
        {
            if (!packed.TryGetValue(key, out IDisposable? weights))
                packed.Add(key, weights = make());
            return (T)weights;
        }
    }
}
