using System.Reflection;
using System.Runtime.InteropServices;

namespace CaffeSharpGen.SideBySide.Report;

/// <summary>Where and of what the figures are.</summary>
internal static class Machine
{
    /// <summary>Processor, cores, memory, system.</summary>
    public static string Description
    {
        get
        {
            string processor = Field("/proc/cpuinfo", "model name"), family = Field("/proc/cpuinfo", "cpu family"), model = Field("/proc/cpuinfo", "model");
            double memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9;
            return $"{processor} (family {family}, model {model}), {Environment.ProcessorCount} cores, {memory:f0} GB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}";
        }
    }

    /// <summary>Version and commit of our engine.</summary>
    public static string Version => typeof(Network).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private static string Field(string file, string name) =>
        File.ReadLines(file).Select(line => line.Split(':')).FirstOrDefault(parts => parts[0].Trim() == name)?[1].Trim() ?? "unknown";
}
