namespace CaffeSharpGen.Torch7.Tests;

/// <summary>
/// The structure of a checkpoint with at most four elements of every tensor: a small file that has all its tables, objects and references.
/// </summary>
internal sealed class Shortened
{
    private readonly Dictionary<Torch7Reference, Torch7Value> copies = new(ReferenceEqualityComparer.Instance);

    public Torch7Value Of(Torch7Value value)
    {
        if (value is not Torch7Reference reference)
            return value;
        if (copies.TryGetValue(reference, out Torch7Value? known))
            return known;
        switch (reference)
        {
            case Torch7Table table:
                var copy = new Torch7Table();
                copies[table] = copy;
                foreach ((Torch7Value key, Torch7Value entry) in table)
                    copy[Of(key)] = Of(entry);
                return copy;
            case Torch7Object torchObject:
                var copied = new Torch7Object(torchObject.ClassName, Torch7Value.Nil, torchObject.Version);
                copies[torchObject] = copied;
                copied.Body = Of(torchObject.Body);
                return copied;
            case Torch7Tensor { Storage: not null } tensor:
                return copies[tensor] = Torch7Tensor.View(
                    (Torch7Storage)Of(tensor.Storage), 0, tensor.Sizes.ToArray().Select(size => Math.Min(size, 1)).ToArray());
            case Torch7Storage storage:
                return copies[storage] = Torch7Storage.Copy<float>(storage.ToArray<float>().AsSpan(0, (int)Math.Min(4, storage.Count)));
            default:
                return copies[reference] = reference;
        }
    }
}
