using System.Text;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Runtime.Tests.Tensors;

/// <summary>NumPy's array files.</summary>
public sealed class NpyTests
{
    // What numpy.save writes of numpy.arange(3, dtype='float32').reshape(1, 3), byte by byte.
    private static readonly byte[] FromNumPy =
    [
        0x93, .. "NUMPY"u8, 1, 0, 0x76, 0,
        .. Encoding.ASCII.GetBytes("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3), }".PadRight(0x75) + "\n"),
        0, 0, 0, 0, 0, 0, 0x80, 0x3f, 0, 0, 0, 0x40,
    ];

    [Fact]
    public void A_file_is_written_as_NumPy_writes_it()
    {
        using var stream = new MemoryStream();
        new Tensor([1, 3], new float[] { 0, 1, 2 }).SaveNpy(stream);
        Assert.Equal(FromNumPy, stream.ToArray());
        Assert.Equal("0 1 2", string.Join(" ", Tensor.LoadNpy(new MemoryStream(FromNumPy)).Span.ToArray()));
    }

    [Theory]
    [InlineData]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70_000)]
    [InlineData(2, 3)]
    [InlineData(1, 64, 7, 5)]
    [InlineData(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2)]
    public void A_tensor_is_read_back(params int[] shape)
    {
        var tensor = new Tensor(Shape.Of(shape));
        for (int i = 0; i < tensor.Shape.Count; i++)
            tensor[i] = MathF.Sin(i) * 1e10f;
        if (tensor.Shape.Count > 2)
            (tensor[0], tensor[1], tensor[2]) = (float.NaN, float.NegativeInfinity, -0f);
        using var folder = new TemporaryFolder();
        string path = folder.PathOf("tensor.npy");
        tensor.SaveNpy(path);
        Assert.Equal(0, (new FileInfo(path).Length - 4L * tensor.Shape.Count) % 64);
        Assert.Equal([path], folder.Files);
        Tensor read = Tensor.LoadNpy(path), again = Tensor.LoadNpy(new OneWay(System.IO.File.ReadAllBytes(path)));
        foreach (Tensor found in new[] { read, again })
        {
            Assert.Equal(tensor.Shape, found.Shape);
            Assert.Equal(tensor.Span.ToArray().Select(BitConverter.SingleToInt32Bits), found.Span.ToArray().Select(BitConverter.SingleToInt32Bits));
        }
        Assert.Equal(tensor.Span.ToArray(), Npy.Load(path).Floats);
        Assert.Equal(shape, Npy.Load(path).Shape);
    }

    [Fact]
    public void Files_that_NumPy_wrote_are_read()
    {
        string folder = SharedFolder.Require("golden", "ops");
        int floats = 0, doubles = 0;
        foreach (string path in Directory.GetFiles(folder, "*.npy"))
        {
            Npy expected = Npy.Load(path);
            if (expected.Type == "<f4")
            {
                Tensor found = Tensor.LoadNpy(path);
                Assert.Equal(expected.Shape, found.Shape.Dimensions);
                Assert.Equal(expected.Floats, found.Span);
                floats++;
            }
            else
            {
                Assert.Throws<InvalidDataException>(() => Tensor.LoadNpy(path));
                doubles++;
            }
        }
        Assert.True(floats + doubles > 50, $"{floats} of float32, {doubles} of other types");
    }

    [Theory]
    [InlineData("<f2", new byte[] { 0, 0x3c, 0, 0xc0 })]
    [InlineData(">f2", new byte[] { 0x3c, 0, 0xc0, 0 })]
    [InlineData("<f4", new byte[] { 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0 })]
    [InlineData(">f4", new byte[] { 0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0 })]
    public void Types_that_a_tensor_holds_are_read(string type, byte[] elements) =>
        Assert.Equal([1f, -2f], Load($"{{'descr': '{type}', 'fortran_order': False, 'shape': (2,), }}", elements).Span);

    [Theory]
    [InlineData("{\"shape\": (2L,),'fortran_order':True , 'descr':'<f4'}")] // In any order, of Python 2; one axis has no order.
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2)}   \n")]
    public void Headers_are_read_as_Python_reads_them(string header) => Assert.Equal([1f, 2f], Load(header, Bytes(1, 2)).Span);

    [Theory]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", "found float64 elements, which a tensor would round; expected float32")]
    [InlineData("{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }", "found elements of type '<i8'; expected float32")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }", "found elements of type '|O'")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }", "expected a string: the elements of a tensor are numbers, not records")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 2), }", "found elements in Fortran order; expected C order")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", "found 8 bytes of elements; expected 12, for 3 of type '<f4'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647,), }", "found 8 bytes of elements; expected 8589934588")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (65536, 65536), }", "more than 2147483647 elements")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,), }", "found the length '99999999999' of an axis")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }", "found the length '-2' of an axis")]
    [InlineData("{'descr': '<f4', 'fortran_order': Maybe, 'shape': (2,), }", "expected True or False")]
    [InlineData("{'descr': '<f4', 'shape': (2,), }", "without descr, fortran_order or shape")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'more': 1}", "found the entry 'more' in the header")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} x", "expected the end of the header")]
    [InlineData("{'descr': '<f4", "expected a string that ends")]
    [InlineData("", "found the end of the header; expected '{'")]
    public void What_is_not_understood_is_refused(string header, string message)
    {
        byte[] file = File(header, Bytes(1, 2));
        foreach (Stream stream in new Stream[] { new MemoryStream(file), new OneWay(file) })
        {
            string found = Assert.Throws<InvalidDataException>(() => Tensor.LoadNpy(stream, "some.npy")).Message;
            Assert.StartsWith("some.npy: ", found, StringComparison.Ordinal);
            Assert.Contains(message, found, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Other_files_are_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("found no NumPy array", Refused([]), StringComparison.Ordinal);
        Assert.Contains("found no NumPy array", Refused([.. "PK\x03\x04 an archive of arrays (npz)"u8]), StringComparison.Ordinal);
        Assert.Contains("version 4.0", Refused([.. FromNumPy[..6], 4, .. FromNumPy[7..]]), StringComparison.Ordinal);
        Assert.Contains("the end of the file within its header", Refused(FromNumPy[..40]), StringComparison.Ordinal);
        Assert.Contains("a header of 4294967295 bytes", Refused([.. FromNumPy[..6], 2, 0, 255, 255, 255, 255]), StringComparison.Ordinal);
        Assert.Contains("more bytes behind the elements of 1×3", Refused([.. FromNumPy, 0]), StringComparison.Ordinal);
        Assert.Contains("found a folder", Assert.Throws<FileNotFoundException>(() => Tensor.LoadNpy(Path.GetTempPath())).Message, StringComparison.Ordinal);

        string Refused(byte[] content)
        {
            string path = folder.Write(content, "file.npy");
            string message = Assert.Throws<InvalidDataException>(() => Tensor.LoadNpy(path)).Message;
            Assert.StartsWith(path, message, StringComparison.Ordinal);
            return message;
        }
    }

    [Fact]
    public void A_header_that_lies_costs_no_memory()
    {
        byte[] file = File("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647,), }", Bytes(1, 2));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => Tensor.LoadNpy(new OneWay(file)));
        Assert.Throws<InvalidDataException>(() => Tensor.LoadNpy(new MemoryStream(file)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Arrays_in_a_stream_follow_each_other()
    {
        using var stream = new MemoryStream([.. FromNumPy, .. FromNumPy]);
        Assert.Equal([1, 3], Tensor.LoadNpy(stream).Shape.Dimensions);
        Assert.Equal([1, 3], Tensor.LoadNpy(stream).Shape.Dimensions);
        Assert.Equal(stream.Length, stream.Position);
    }

    private static Tensor Load(string header, byte[] elements) => Tensor.LoadNpy(new MemoryStream(File(header, elements)));

    private static byte[] File(string header, byte[] elements) =>
        [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII.GetBytes(header), .. elements];

    private static byte[] Bytes(params float[] elements) => [.. elements.SelectMany(BitConverter.GetBytes)];

    // A stream that does not say how long it is, and gives few bytes at a time.
    private sealed class OneWay(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 1000)]);
    }
}
