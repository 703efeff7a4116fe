using System.Globalization;

namespace CaffeSharpGen.Csg.CommandLines;

/// <summary>Numbers for people.</summary>
internal static class Units
{
    private const double Step = 1024;

    /// <summary>Such as <c>528 MiB</c>: three digits.</summary>
    public static string Bytes(long bytes)
    {
        string[] names = ["B", "KiB", "MiB", "GiB", "TiB"];
        double number = bytes;
        int unit = 0;
        for (; number >= Step && unit < names.Length - 1; unit++)
            number /= Step;
        string digits = number.ToString(unit == 0 || number >= 100 ? "f0" : number >= 10 ? "f1" : "f2", CultureInfo.InvariantCulture);
        return $"{digits} {names[unit]}";
    }
}
