using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Torch7.Tests;

/// <summary>Each check that a file meets while it is read, and the byte that the message names.</summary>
public sealed class HostileFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void FilesThatAreNoneAreRefused()
    {
        string missing = folder.PathOf("missing.t7"), directory = Path.GetDirectoryName(missing)!;
        Assert.Contains($"{missing}: there is no such file; expected a Torch7 file", Message(() => Torch7File.Open(missing)));
        Assert.Contains($"{directory}: this is a folder; expected a Torch7 file", Message(() => Torch7File.Open(directory)));
        Assert.Contains("the file is empty", Message(() => Torch7File.Open(folder.Write([]))));
        Assert.Contains("there are no bytes", Message(() => Torch7File.Read("none", [])));
        Assert.Contains("an HDF5 file", Message(() => Torch7File.Open(folder.Write([0x89, .. "HDF\r\n\u001a\n"u8]))));
        Assert.Contains("a zip archive", Message(() => Torch7File.Open(folder.Write([.. "PK\u0003\u0004 and so on"u8]))));
        Assert.Contains("a web page", Message(() => Torch7File.Open(folder.Write([.. "<!DOCTYPE html><html>"u8]))));
        Assert.Contains("at byte 0 there is 80 (hexadecimal)", Message(() => Torch7File.Open(folder.Write([0x80, 2, 0x8A]))));
    }

    [Fact]
    public void TypesOfValuesAreChecked()
    {
        Refused(new Binary().Table(1, 1).Boolean(true).Int(9), "at byte 20 there is a value of type 9; expected 0 … 8");
        Refused(new Binary().Table(1, 1).Boolean(true).Int(-1), "at byte 20", "a value of type -1");
        // A class may write itself as it likes: then it is named.
        Refused(
            new Binary().Torch(1, "own.Hash").Int(99), "at byte 27",
            "a value of type 99 in an object of class 'own.Hash' that begins at byte 0");
        Refused("9\n", "at byte 0 there is a value of type 9");
        Refused(new Binary().Int(5, 2), "at byte 4 there is the boolean 2; expected 0 or 1");
    }

    // Containers of the package tds: a count and values, neither of them a value of Torch7.
    [Theory]
    [InlineData("tds.Hash")]
    [InlineData("tds_hash")]
    [InlineData("tds.Vec")]
    public void ContainersOfTdsAreNamed(string className)
    {
        Binary file = new Binary().Table(1, 1).String("words").Torch(2, className, "V 0").Long(1).String("a").Number(1);
        string message = Message(() => file.Read());
        Assert.StartsWith($"hand.t7: at byte 25 there is an object of class '{className}', which the package tds stores in", message);
        Assert.Contains("expected a table; make one in Torch7 and save it: local t = {} for", message);
        Assert.DoesNotContain("damaged", message);
    }

    [Fact]
    public void WhatIsBehindTheValueIsSeen()
    {
        Refused(new Binary().Number(1).Raw(0), "at byte 12 there is more, 1 bytes; expected the end of the file");
        Refused("1\n5\n 7", "at byte 5 there is more, 1 bytes");
        Assert.Equal(5, Look.Ascii("1\n5\n \n").Root.Number());
    }

    [Fact]
    public void KeysAreChecked()
    {
        Refused(new Binary().Table(1, 1).Nil().Number(1), "at byte 12 there is nil as the key of a table's entry");
        Refused(new Binary().Table(1, 1).Number(double.NaN).Number(1), "at byte 12 there is the number NaN as the key");
        // No Lua table has a key twice; zero is one key, whatever its sign.
        Refused(
            new Binary().Table(1, 2).String("a").Number(1).String("a").Number(1),
            "at byte 33 there is the text 'a' as the key of a table's entry; expected a key that is not there yet");
        Refused(new Binary().Table(1, 2).Number(0.0).Number(1).Number(-0.0).Number(1), "a key that is not there yet");
        Refused(new Binary().Table(1, 2).Again(3, 1).Number(1).Again(3, 1).Number(1), "a key that is not there yet");
    }

    [Fact]
    public void NumbersOfObjectsAreChecked()
    {
        Refused(new Binary().Table(0, 0), "at byte 4 there is the object number 0; expected 1 … 16777216");
        Refused(new Binary().Table(-7, 0), "the object number -7");
        Refused(new Binary().Table((1 << 24) + 1, 0), "the object number 16777217");
        Assert.Equal(0, new Binary().Table(1 << 24, 0).Read().Root.Table().Count);
        Refused(
            new Binary().Table(1, 1).Number(1).Again(4, 1), "at byte 24",
            "a value of type 4 that is number 1, a table of 0 entries; expected type 3");
        Refused(new Binary().Table(1, 1).Number(1).Again(8, 1), "expected type 3");
        // A tensor whose storage has the tensor's own number.
        Refused(new Binary().Tensor(1, "torch.FloatTensor", [1], [1]).Floats(1, 5), "with the number 1 of a torch.FloatStorage");
    }

    [Fact]
    public void LengthsOfBytesAreChecked()
    {
        Refused(new Binary().Int(2, -1), "at byte 4 there is a string of -1 bytes; expected 0 to the 0 bytes");
        Refused(new Binary().Int(2, 4).Raw(1, 2, 3), "at byte 4 there is a string of 4 bytes; expected 0 to the 3 bytes that are left");
        Refused(new Binary().Int(2, int.MaxValue).Raw(1, 2, 3), "a string of 2147483647 bytes");
        Refused(new Binary().Int(4, 1, 100), "at byte 8 there is the version of a class of 100 bytes");
        Refused(new Binary().Int(4, 1).Text("V 1").Int(-5), "at byte 15 there is the name of a class of -5 bytes");
        Refused(new Binary().Int(8, 1, 1000), "at byte 8 there is the code of a function of 1000 bytes");
        Refused("2\n4\nabc", "at byte 2 there is a string of 4 bytes; expected 0 to the 3 bytes");
    }

    [Fact]
    public void LengthsOfTablesAreChecked()
    {
        Refused(new Binary().Table(1, -1), "at byte 8 there is a table of -1 entries");
        // The shortest entry takes 12 bytes.
        Refused(
            new Binary().Table(1, 2).Raw(new byte[23]),
            "at byte 8 there is a table of 2 entries; expected 0 to 1, in the 23 bytes that are left");
        Refused(new Binary().Table(1, int.MaxValue).Raw(new byte[100]), "a table of 2147483647 entries");
        Assert.Equal(1, new Binary().Table(1, 1).Boolean(true).Boolean(true).Read().Root.Table().Count);
        Assert.Equal(0, new Binary().Table(1, 1).Boolean(true).Nil().Read().Root.Table().Count);
        Refused("3\n1\n3\n5\n1\n0\n5\n0\n0\n", "at byte 4 there is a table of 3 entries; expected 0 to 2");
    }

    [Fact]
    public void LengthsOfStoragesAreChecked()
    {
        Refused(new Binary().Storage(1, "torch.FloatStorage", -1), "at byte 37", "a storage of -1 elements of 4 bytes");
        Refused(
            new Binary().Storage(1, "torch.FloatStorage", 2, 1, 2, 3, 4, 5, 6, 7), "at byte 37",
            "a storage of 2 elements of 4 bytes; expected 0 to 1 elements");
        // Times 8 these are few bytes.
        Refused(new Binary().Storage(1, "torch.DoubleStorage", (1L << 61) + 1, new byte[16]), "a storage of 2305843009213693953 elements");
        Refused(new Binary().Storage(1, "torch.DoubleStorage", long.MaxValue, new byte[16]), "a storage of 9223372036854775807 elements");
        Refused("4\n1\n3\nV 1\n17\ntorch.LongStorage\n3\n1 2\n", "at byte 31", "a storage of 3 elements; expected 0 to 2");
        Refused("4\n1\n3\nV 1\n19\ntorch.DoubleStorage\n9000000000000000000\n1 2\n", "a storage of 9000000000000000000 elements");
        Refused("4\n1\n3\nV 1\n17\ntorch.CharStorage\n5\nabcd", "a storage of 5 bytes; expected 0 to the 4 bytes");
        Refused("4\n1\n3\nV 1\n17\ntorch.CharStorage\n-5\nabcd", "a storage of -5 bytes");
    }

    [Theory]
    [InlineData(
        new long[] { 3 }, new long[] { 1 }, 1,
        "a tensor of size 3 with strides 1, from element 1 of a storage of 2 elements; expected a tensor that lies in its storage")]
    [InlineData(new long[] { 2 }, new long[] { 1 }, 2, "from element 2 of a storage of 2 elements")]
    [InlineData(new long[] { 2 }, new long[] { 2 }, 1, "with strides 2, from element 1 of a storage")]
    [InlineData(new long[] { 1 }, new long[] { 1 }, 3, "from element 3")]
    [InlineData(new long[] { 1 }, new long[] { 1 }, long.MaxValue, "from element 9223372036854775807")]
    [InlineData(
        new long[] { 1 }, new long[] { 1 }, 0, "a tensor that begins at element 0 of its storage; expected 1 … 9223372036854775807")]
    [InlineData(new long[] { 1 }, new long[] { 1 }, -3, "begins at element -3")]
    [InlineData(new long[] { 1 }, new long[] { 1 }, long.MinValue, "begins at element -922337203685477580")]
    [InlineData(new long[] { -1 }, new long[] { 1 }, 1, "a tensor of size -1; expected sizes of 0 or more")]
    [InlineData(new long[] { -2, -2 }, new long[] { 1, 1 }, 1, "a tensor of size -2×-2")]
    [InlineData(new long[] { 0, -2 }, new long[] { 1, 1 }, 1, "a tensor of size 0×-2")]
    [InlineData(new long[] { 2 }, new long[] { -1 }, 2, "a tensor with strides -1; expected strides of 0 or more")]
    [InlineData(new long[] { long.MaxValue, long.MaxValue }, new long[] { 0, 0 }, 1, "at most 9223372036854775807 elements")]
    [InlineData(new long[] { long.MaxValue }, new long[] { long.MaxValue }, 1, "lies in its storage")]
    [InlineData(new long[] { 3, 3 }, new long[] { long.MaxValue, long.MaxValue }, 1, "lies in its storage")]
    // In 64 bits these wrap around to element 1.
    [InlineData(new long[] { 5, 2 }, new long[] { 1L << 62, 0 }, 1, "lies in its storage")]
    [InlineData(new long[] { 3 }, new long[] { long.MinValue }, 1, "strides of 0 or more")]
    public void LayoutsAreChecked(long[] sizes, long[] strides, long offset, string expected) =>
        Refused(new Binary().Tensor(1, "torch.FloatTensor", sizes, strides, offset).Floats(2, 1, 2), "at byte 36", expected);

    [Fact]
    public void TensorsAreChecked()
    {
        Refused(
            new Binary().Torch(1, "torch.FloatTensor").Int(33).Raw(new byte[600]),
            "at byte 36 there is a tensor of 33 axes; expected 0 … 32");
        Refused(new Binary().Torch(1, "torch.FloatTensor").Int(-1), "a tensor of -1 axes");
        Refused(new Binary().Tensor(1, "torch.FloatTensor", [1], [1]).Nil(), "without storage; expected a storage, or no elements");
        Refused(
            new Binary().Tensor(1, "torch.FloatTensor", [1], [1]).Number(1), "at byte 64",
            "a value of type 1 as the storage of a torch.FloatTensor; expected nil or a torch.FloatStorage");
        Refused(
            new Binary().Tensor(1, "torch.FloatTensor", [1], [1]).Storage(2, "torch.DoubleStorage", 1, new byte[8]),
            "an object of class 'torch.DoubleStorage' as the storage");
        Refused(
            new Binary().Tensor(1, "torch.FloatTensor", [1], [1]).Storage(2, "torch.CudaStorage", 1, new byte[4]),
            "an object of class 'torch.CudaStorage' as the storage");
        Refused(
            new Binary().Tensor(1, "torch.FloatTensor", [1], [1]).Torch(2, "nn.Linear").Nil(),
            "an object of class 'nn.Linear' as the storage");
        Binary two = new Binary().Table(1, 2)
            .Number(1).Storage(2, "torch.LongStorage", 1, new byte[8])
            .Number(2).Tensor(3, "torch.FloatTensor", [1], [1]);
        Refused(two + new Binary().Again(4, 2), "a torch.LongStorage of 1 elements as the storage of a torch.FloatTensor");
        Refused(
            new Binary().Table(1, 1).Number(1).Tensor(3, "torch.FloatTensor", [1], [1]).Again(4, 1), "a table of 0 entries as the storage");
    }

    [Fact]
    public void NumbersInTextAreChecked()
    {
        Refused("1\nabc\n", "at byte 2 there is 'abc'; expected a number");
        Refused("1\n0x10\n", "'0x10'; expected a number");
        Refused("1\n1,5\n", "'1,5'");
        Refused("1\n", "at byte 2 there is the end of the file; expected a number");
        Refused("3\n99999999999\n0\n", "at byte 2 there is '99999999999'; expected an integer of 32 bits");
        Refused("3\n1.0\n0\n", "'1.0'; expected an integer");
        Refused("3\n1e0\n0\n", "'1e0'; expected an integer");
        Refused("3\nnan\n0\n", "'nan'; expected an integer");
        Refused("4\n1\n3\nV 1\n18\ntorch.ShortStorage\n2\n7 40000\n", "'40000'; expected an integer of 16 bits");
        Refused("4\n1\n3\nV 1\n17\ntorch.LongStorage\n9223372036854775808\n", "expected an integer of 64 bits");
        Refused($"1\n{new string('1', 65)}\n", "at byte 2 there is a word of more than 64 bytes; expected a number");
        Assert.Equal(1, Look.Ascii($"1\n{new string('0', 63)}1\n").Root.Number());
    }

    /// <summary>A file that is cut anywhere is refused, with a place that is in it.</summary>
    [Theory]
    [InlineData(Torch7Format.Binary64)]
    [InlineData(Torch7Format.Binary32)]
    [InlineData(Torch7Format.Ascii)]
    public void ACutIsSeenWhereverItIs(Torch7Format format)
    {
        byte[] whole = SampleValues.Everything().Written(format);
        // What is cut from text may be the line feed at its end, or a digit of its last number.
        int last = format == Torch7Format.Ascii ? whole.Length - 3 : whole.Length;
        for (int length = 1; length < last; length++)
        {
            string message = Message(() => Torch7File.Read("cut", whole.AsSpan(0, length)));
            Assert.Matches(@"^cut: at byte \d+ there is ", message);
            Assert.InRange(long.Parse(message[13..message.IndexOf(" there is", StringComparison.Ordinal)]), 0, length);
        }
    }

    /// <summary>The message is about the longs that the file has, not about those that it has not.</summary>
    [Theory]
    [InlineData(8)]
    [InlineData(4)]
    public void DamageIsReportedForTheRightLongs(int longBytes)
    {
        Binary binary = new Binary(longBytes).Table(1, 2).Number(1).Tensor(2, "torch.CharTensor", [], []).Nil()
            .Number(2).Tensor(3, "torch.CharTensor", [1, 2], [2, 1]).Storage(4, "torch.CharStorage", 2, 0, 0);
        int place = binary.Bytes.Length;
        Refused(binary.Int(77), $"at byte {place} there is more, 4 bytes");
    }

    /// <summary>
    /// Cut by four bytes, the count and the first element make sense as well if longs have 32 bits: the elements would be wrong.
    /// </summary>
    [Fact]
    public void ACutFileOfLongLongsIsNotTakenForOneOfShortLongs()
    {
        byte[] whole = new Binary().Floats(1, 5, 6, 7).Bytes;
        Refused(new Binary().Raw(whole[..^4]), "at byte 37 there is a storage of 3 elements of 4 bytes; expected 0 to 2");
        byte[] tensor = new Binary().Tensor(1, "torch.FloatTensor", [], []).Nil().Bytes;
        Refused(new Binary().Raw(tensor[..^4]), "the end of the file");
    }

    private static void Refused(Binary file, params string[] parts) => Refused(() => file.Read(), parts);

    private static void Refused(string file, params string[] parts) => Refused(() => Look.Ascii(file), parts);

    private static void Refused(Action read, string[] parts)
    {
        string message = Message(read);
        Assert.All([.. parts, "hand.t7: at byte ", "expected"], part => Assert.Contains(part, message));
    }

    private static string Message(Action read) => Assert.Throws<WeightException>(read).Message;
}
