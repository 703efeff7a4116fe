using CaffeSharpGen.Samples;

namespace CaffeSharpGen.Csg.CommandLines;

/// <summary>Writes texts whole, or not at all.</summary>
internal static class WholeTextFile
{
    /// <summary>Writes a file beside its place, then moves it there.</summary>
    /// <exception cref="UserError">It cannot be written.</exception>
    public static void Write(string path, string text)
    {
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            File.WriteAllText(temporary, text);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: the file cannot be written: {failure.Message}");
        }
        finally
        {
            if (File.Exists(temporary))
                File.Delete(temporary);
        }
    }
}
