using System.Globalization;
using System.Runtime.InteropServices;

namespace CaffeSharpGen.Cuda.Libraries.Loading;

/// <summary>The loader of this system.</summary>
internal sealed unsafe class NativeLoader : INativeLoader
{
    private const string Maps = "/proc/self/maps";

    /// <inheritdoc/>
    public nint Load(string path, out string? failure)
    {
        try
        {
            failure = null;
            return NativeLibrary.Load(path);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            failure = FailureIn(exception.Message, path);
            return 0;
        }
    }

    /// <inheritdoc/>
    public void Free(nint library) => NativeLibrary.Free(library);

    /// <inheritdoc/>
    public nint Export(nint library, string name) => NativeLibrary.TryGetExport(library, name, out nint address) ? address : 0;

    /// <inheritdoc/>
    public string? FileOf(nint function)
    {
        // Lines such as "7f1200000000-7f1200042000 r-xp 00001000 08:01 1234   /usr/lib/libcudnn.so.9.13.0".
        if (!File.Exists(Maps))
            return null;
        foreach (string line in File.ReadLines(Maps))
        {
            int dash = line.IndexOf('-'), blank = line.IndexOf(' '), slash = line.IndexOf('/');
            if (slash < 0)
                continue;
            nuint start = Address(line.AsSpan(0, dash)), end = Address(line.AsSpan(dash + 1, blank - dash - 1));
            if (start <= (nuint)function && (nuint)function < end)
                return line[slash..];
        }
        return null;
    }

    /// <inheritdoc/>
    public int GetDriverVersion(nint function, out int version)
    {
        int answer = 0;
        int status = ((delegate* unmanaged<int*, int>)function)(&answer);
        version = answer;
        return status;
    }

    /// <inheritdoc/>
    public int GetCublasProperty(nint function, int property, out int value)
    {
        int answer = 0;
        int status = ((delegate* unmanaged<int, int*, int>)function)(property, &answer);
        value = answer;
        return status;
    }

    /// <inheritdoc/>
    public long GetCudnnNumber(nint function) => (long)((delegate* unmanaged<nuint>)function)();

    /// <summary>What the system's loader says, without the advice that .NET puts on the line before it.</summary>
    /// <returns>Null if it says that there is no such library.</returns>
    internal static string? FailureIn(string message, string path)
    {
        string[] lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string said = lines.Length == 0 ? "no reason is given" : lines[^1];
        if (said.StartsWith($"{path}: ", StringComparison.Ordinal))
            said = said[(path.Length + 2)..];
        else if (lines.Length > 1)
            return said; // Of another library that this one needs.
        return said.Contains("No such file", StringComparison.Ordinal) ? null : said;
    }

    private static nuint Address(ReadOnlySpan<char> hexadecimal) =>
        nuint.Parse(hexadecimal, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
