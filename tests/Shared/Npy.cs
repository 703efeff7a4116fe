using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace CaffeSharpGen.Tests;

/// <summary>A NumPy <c>.npy</c> array (C order, little endian) of float32, float64, int64 or bytes.</summary>
public sealed partial class Npy
{
    private readonly byte[] data;

    private Npy(string type, int[] shape, byte[] data)
    {
        Type = type;
        Shape = shape;
        this.data = data;
    }

    /// <summary>NumPy type code, such as <c>&lt;f4</c>.</summary>
    public string Type { get; }

    /// <summary>Length of every axis.</summary>
    public int[] Shape { get; }

    /// <summary>The elements as float32; other types are converted.</summary>
    public float[] Floats => Type == "<f4" ? MemoryMarshal.Cast<byte, float>(data).ToArray() : Array.ConvertAll(Doubles, d => (float)d);

    /// <summary>The elements as float64; other types are converted.</summary>
    public double[] Doubles => Type switch
    {
        "<f8" => MemoryMarshal.Cast<byte, double>(data).ToArray(),
        "<f4" => Array.ConvertAll(MemoryMarshal.Cast<byte, float>(data).ToArray(), f => (double)f),
        "<i8" => Array.ConvertAll(MemoryMarshal.Cast<byte, long>(data).ToArray(), l => (double)l),
        "|u1" => Array.ConvertAll(data, b => (double)b),
        _ => throw new NotSupportedException($"npy type {Type}"),
    };

    /// <summary>Reads a whole file.</summary>
    public static Npy Load(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        int headerStart = file[6] == 1 ? 10 : 12;
        int headerLength = file[6] == 1 ? BitConverter.ToUInt16(file, 8) : BitConverter.ToInt32(file, 8);
        Match header = Header().Match(Encoding.ASCII.GetString(file, headerStart, headerLength));
        Assert.True(header.Success && header.Groups[2].Value == "False", $"{path}: not a C-order npy file");
        int[] shape = header.Groups[3].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(s => s.Length > 0).Select(int.Parse).ToArray();
        return new Npy(header.Groups[1].Value, shape, file[(headerStart + headerLength)..]);
    }

    [GeneratedRegex(@"'descr': *'([^']+)'.*'fortran_order': *(\w+).*'shape': *\(([^)]*)\)", RegexOptions.Singleline)]
    private static partial Regex Header();
}
