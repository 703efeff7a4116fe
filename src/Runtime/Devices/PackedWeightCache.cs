namespace CaffeSharpGen.Weights;

/// <summary>
/// Weights in the order in which a device reads them, made once for all instances of a network that share their weights. Packings are immutable;
/// any thread may ask for one.
/// </summary>
public sealed class WeightPackings : IDisposable
{
    private readonly Dictionary<object, IDisposable> packings = [];
    private readonly Lock making = new();

    /// <summary>Frees all of them.</summary>
    public void Dispose()
    {
        lock (making)
        {
            foreach (IDisposable packing in packings.Values)
                packing.Dispose();
            packings.Clear();
        }
    }

    /// <summary>Finds a packing, or makes it.</summary>
    /// <param name="key">What it was made of and how, compared by value.</param>
    /// <param name="make">Makes it.</param>
    internal T Get<T>(object key, Func<T> make)
        where T : class, IDisposable
    {
        lock (making)
        {
            if (!packings.TryGetValue(key, out IDisposable? packing))
                packings.Add(key, packing = make());
            return (T)packing;
        }
    }
}
