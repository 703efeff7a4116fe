namespace CaffeSharpGen.Torch7.Tests;

/// <summary>Makes random values of every kind that a program can make.</summary>
internal sealed class RandomValue(int seed)
{
    private readonly Random random = new(seed);
    private readonly List<Torch7Reference> made = [];

    public Torch7Value Make()
    {
        // The first tensor tells short longs from long ones.
        Torch7Table root = Torch7Table.List([Torch7Tensor.Copy<byte>([1, 2], 1, 2)]);
        made.Add(root);
        for (int i = random.Next(1, 6); i > 0; i--)
            root[Key(2)] = Value(4);
        return root;
    }

    private Torch7Value Key(int depth) => random.Next(4) switch
    {
        0 => random.Next(100) - 0.5,
        1 => $"key {random.Next(100)}",
        2 => random.Next(2) == 0,
        _ => Value(depth) is not Torch7Nil and { } key && Torch7Table.IsKey(key) ? key : "none",
    };

    private Torch7Value Value(int depth)
    {
        int kind = random.Next(depth > 0 ? 12 : 6);
        switch (kind)
        {
            case 0:
                return Torch7Value.Nil;
            case 1:
                return random.NextDouble() * Math.Pow(10, random.Next(-20, 20));
            case 2:
                return new string((char)random.Next(10, 300), random.Next(0, 5));
            case 3:
                return random.Next(2) == 0;
            case 4:
                return made[random.Next(made.Count)];
            case 5:
                return Remember(Torch7Storage.Copy<double>([.. Enumerable.Range(0, random.Next(0, 4)).Select(_ => random.NextDouble())]));
            case 6 or 7:
                return Tensor();
            case 8:
                var torchObject = Remember(new Torch7Object($"class.Number{random.Next(3)}", Torch7Value.Nil, random.Next(0, 3)));
                torchObject.Body = Value(depth - 1);
                return torchObject;
            default:
                Torch7Table table = Remember(new Torch7Table());
                for (int i = random.Next(0, 5); i > 0; i--)
                    table[Key(depth - 1)] = Value(depth - 1);
                return table;
        }
    }

    private Torch7Tensor Tensor()
    {
        Torch7Storage storage = Remember(random.Next(3) switch
        {
            0 => Torch7Storage.Copy<float>([.. Enumerable.Range(0, 12).Select(_ => random.NextSingle())]),
            1 => Torch7Storage.Copy<long>([.. Enumerable.Range(0, 12).Select(_ => (long)random.Next())]),
            _ => Torch7Storage.Copy<sbyte>([.. Enumerable.Range(0, 12).Select(_ => (sbyte)random.Next(-128, 128))]),
        });
        return Remember(Torch7Tensor.View(storage, random.Next(0, 6), [random.Next(1, 4), random.Next(0, 4)], [random.Next(0, 2), 1]));
    }

    private T Remember<T>(T value) where T : Torch7Reference
    {
        made.Add(value);
        return value;
    }
}
