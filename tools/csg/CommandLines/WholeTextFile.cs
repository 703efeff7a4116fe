using CaffeSharpGen.Samples;

namespace CaffeSharpGen.Csg.CommandLines;

/// <summary>Writes texts whole, or not at all.</summary>
internal static class WholeTextFile
{
    /// <summary>
    /// Writes a file beside its place, then moves it there. A link stays a link, and a file that is replaced keeps who may read it.
    /// </summary>
    /// <exception cref="UserError">It cannot be written.</exception>
    public static void Write(string path, string text)
    {
        string temporary = "";
        try
        {
            string target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            temporary = $"{target}.{Environment.ProcessId}.tmp";
            File.WriteAllText(temporary, text);
            if (!OperatingSystem.IsWindows() && File.Exists(target))
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
            File.Move(temporary, target, overwrite: true);
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
