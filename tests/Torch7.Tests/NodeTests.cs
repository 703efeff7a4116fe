using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Torch7.Tests;

/// <summary>The way into a checkpoint, and what is said when something else is there.</summary>
public sealed class NodeTests
{
    private static readonly Torch7File Checkpoint = new Binary().Table(1, 5)
        .String("protos").Table(2, 1).String("lm").Torch(3, "nn.LanguageModel").Table(4, 4)
            .String("rnn_size").Number(64)
            .String("p").Number(0.5)
            .String("modules").Table(5, 3).Number(1).String("one").Number(2).String("two").Number(4).String("four")
            .String("weight").Tensor(6, "torch.FloatTensor", [2, 1], [1, 1]).Floats(7, 3, 4)
        .String("a b").Boolean(true)
        .Boolean(false).Nil()
        .String("").Torch(8, "my.Class").String("its own format")
        .String("train\n").Boolean(false)
        .Read();

    private static Torch7Node Root => Checkpoint.Root;

    [Fact]
    public void ValuesAreFound()
    {
        Torch7Node lm = Root["protos"]["lm"];
        Assert.Equal("nn.LanguageModel", lm.Object("nn.LanguageModel").ClassName);
        Assert.Equal(64, lm["rnn_size"].Integer());
        Assert.Equal(0.5, lm["p"].Number());
        Assert.Equal("one", lm["modules"][1].Text());
        Assert.Equal(["one", "two"], lm["modules"].List.Select(place => place.Text()));
        Assert.Equal(["[1]", "[2]", "[4]"], lm["modules"].Entries.Select(entry => entry.Value.ToString()["protos.lm.modules".Length..]));
        Assert.Equal([3, 4], lm["weight"].Tensor(2, 1).ToArray<float>());
        Assert.Equal([3, 4], lm["weight"].Tensor().Storage!.ToArray<float>());
        Assert.True(Root["a b"].Boolean());
        Assert.Same(Checkpoint.Value, Root.Table());
        Assert.True(lm.TryFind("p", out Torch7Node p) && p.Number() == 0.5);
        Assert.False(lm.TryFind("q", out _));
        Assert.Equal("protos.lm.modules[1]", lm["modules"][1].ToString());
        Assert.Equal("['a b']", Root["a b"].ToString());
    }

    [Fact]
    public void WhatIsMissingIsNamedWithWhatIsThere()
    {
        Fails(() => Root["protos"]["ln"], "hand.t7: protos, a table of 1 entry (at byte 26), has no entry 'ln'; it has 'lm'");
        Fails(
            () => Root["proto"], "the file's value, a table of 4 entries, has no entry 'proto'; it has 'protos', 'a b', '', 'train\uFFFD'");
        Fails(() => Root["protos"]["lm"]["modules"][3], "protos.lm.modules, a table of 3 entries", "has no entry 3; it has 1, 2, 4");
        // Nil is nothing.
        Fails(() => Root[false], "has no entry false");
        Torch7Table many = Torch7Table.List(Enumerable.Range(1, 40).Select(i => (Torch7Value)i));
        Fails(
            () => Torch7File.Read("m", many.Written()).Root["x"],
            "m: the file's value, a table of 40 entries, has no entry 'x'; it has 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 … (40)");
        Fails(() => Torch7File.Read("m", new Torch7Table().Written()).Root[1], "has no entry 1; it has no entries");
    }

    [Fact]
    public void WhatIsSomethingElseIsNamed()
    {
        Torch7Node lm = Root["protos"]["lm"];
        Fails(() => lm["rnn_size"].Text(), "hand.t7: protos.lm.rnn_size is the number 64; expected a text");
        Fails(() => lm["p"].Integer(), "protos.lm.p is the number 0.5; expected a whole number of 32 bits");
        Fails(() => lm["p"].Boolean(), "is the number 0.5; expected a boolean");
        Fails(() => lm["modules"][1].Number(), "protos.lm.modules[1] is the text 'one'; expected a number");
        Fails(
            () => lm.Object("nn.Linear"),
            "protos.lm is an object of class 'nn.LanguageModel' (at byte 48); expected an object of class nn.Linear");
        Fails(() => lm.Table(), "expected a table");
        Fails(() => lm["modules"].Object(), "is a table of 3 entries", "expected an object");
        Fails(() => lm["modules"].Tensor(), "expected a tensor");
        Fails(() => lm["weight"].Tensor(1, 2), "protos.lm.weight is a torch.FloatTensor of size 2×1", "expected a tensor of size 1×2");
        Fails(() => lm["weight"].Storage(), "expected a storage");
        Fails(() => lm["p"]["x"], "protos.lm.p is the number 0.5; expected a table, or an object with fields");
        Fails(() => lm["p"].TryFind("x", out _), "expected a table, or an object with fields");
        Fails(() => _ = lm["p"].List, "expected a table");
        Fails(() => _ = lm["p"].Entries, "expected a table");
        Fails(() => Root[""]["x"], "[''] is an object of class 'my.Class'", "expected a table, or an object with fields");
        Fails(() => Root["train\n"].Number(), "['train\uFFFD'] is false; expected a number");
        Assert.Equal("hand.t7: protos.lm.p is the number 0.5; expected less", lm["p"].Wrong("less").Message);
    }

    [Fact]
    public void NumbersOutOfRangeAreNoIntegers()
    {
        foreach (double number in (double[])[2147483648, -2147483649, double.NaN, double.PositiveInfinity, 1e300])
            Fails(() => Torch7File.Read("m", ((Torch7Value)number).Written()).Root.Integer(), "expected a whole number");
        Assert.Equal(int.MinValue, Torch7File.Read("m", ((Torch7Value)int.MinValue).Written()).Root.Integer());
    }

    private static void Fails(Func<object> use, params string[] parts) => Fails(() => { use(); }, parts);

    private static void Fails(Action use, params string[] parts)
    {
        string message = Assert.Throws<WeightException>(use).Message;
        Assert.All(parts, part => Assert.Contains(part, message));
    }
}
