using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Interop;
using CaffeSharpGen.DeviceCheck.Devices;
using CaffeSharpGen.DeviceCheck.Reporting;

namespace CaffeSharpGen.DeviceCheck.Sections;

/// <summary>What this runs on: versions, the libraries that were loaded, what opening the device and compiling its kernels takes.</summary>
internal sealed unsafe class MachineSection() : Section("Machine")
{
    private const string DriverFile = "/proc/driver/nvidia/version";

    // Variables that change what is found, or how it works.
    private static readonly string[] Settings =
    [
        "CSG_CUDA", "CSG_CUDA_GRAPHS", "CUDA_VISIBLE_DEVICES", "CUDA_CACHE_DISABLE", "CUDA_MODULE_LOADING", "NVIDIA_TF32_OVERRIDE", "LD_LIBRARY_PATH",
    ];

    private static readonly string[] LibraryNames = ["libcuda", "libcublas", "libcudnn", "nvcuda", "cublas", "cudnn"];

    /// <inheritdoc/>
    public override void Run(CheckRun run)
    {
        Report report = run.Report;
        report.BeginTable("what", "found");
        report.Row("date", DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));
        report.Row("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}, {Environment.ProcessorCount} processors");
        long start = Stopwatch.GetTimestamp();
        using Device device = run.Subject.Open(new Setting());
        double opening = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        report.Row("device", device.ToString());
        report.Row("opening it", new Cell($"{run.Subject.FirstOpening:0} ms", run.Subject.FirstOpening));
        report.Row("opening it again", new Cell($"{opening:0} ms", opening));
        using (Device reference = Device.Cpu())
            report.Row("compared with", reference.ToString());
        if (Gpu.ContextOf(device) is not { } context)
        {
            report.Note("The device is the processor: this checks the program, not a GPU.");
            return;
        }
        Describe(context, report);
        foreach (string name in Settings)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
                report.Row(name, value);
        }
        foreach (string path in LoadedLibraries())
            report.Row("loaded", path);
        if (!run.Options.IsQuick)
            run.Try("compiling the kernels", () => TimeCompiler(context, report));
        report.Note(Environment.GetEnvironmentVariable("CSG_CUDA_GRAPHS") == "0"
            ? "CSG_CUDA_GRAPHS is 0: passes are not recorded, and the columns for recorded ones are those for passes that are not."
            : "Passes are recorded as CUDA graphs where a line below does not say otherwise.");
    }

    private static void Describe(CudaContext context, Report report)
    {
        CudaDeviceInfo gpu = context.Info;
        report.Row(
            "GPU",
            $"{gpu.Name}, compute capability {gpu.ComputeCapability}, {gpu.Multiprocessors} multiprocessors, {gpu.MemoryBytes / (double)(1L << 30):0.0} GiB");
        int driver, cublas;
        using CudaContext.Turn turn = context.Enter();
        context.Require(Driver.cuDriverGetVersion(&driver), nameof(Driver.cuDriverGetVersion));
        report.Row("driver", $"CUDA up to {driver / 1000}.{driver % 1000 / 10}{DriverRelease()}");
        context.RequireCublas(Cublas.cublasGetVersion_v2(context.Cublas, &cublas), nameof(Cublas.cublasGetVersion_v2));
        report.Row("cuBLAS", $"{cublas}");
        report.Row("cuDNN", $"{Cudnn.cudnnGetVersion()}, made for CUDA {Cudnn.cudnnGetCudartVersion()}");
    }

    // The first line of a file that the kernel module shows.
    private static string DriverRelease() => File.Exists(DriverFile) ? $"; {File.ReadLines(DriverFile).FirstOrDefault()}" : "";

    private static IEnumerable<string> LoadedLibraries()
    {
        using var process = Process.GetCurrentProcess();
        return [.. process.Modules.Cast<ProcessModule>()
            .Where(module => LibraryNames.Any(name => Path.GetFileName(module.FileName).StartsWith(name, StringComparison.OrdinalIgnoreCase)))
            .Select(module => module.FileName).Distinct().Order(StringComparer.Ordinal)];
    }

    // The driver keeps what it has compiled: with a comment that is new, it compiles once more.
    private static void TimeCompiler(CudaContext context, Report report)
    {
        byte[] ptx = KernelModule.Ptx();
        byte[] other = [.. ptx.AsSpan(0, ptx.Length - 1), .. System.Text.Encoding.ASCII.GetBytes($"\n// {Stopwatch.GetTimestamp()}\n"), 0];
        foreach ((string what, byte[] text) in new[] { ("kernels, compiled anew", other), ("kernels, as the driver keeps them", ptx) })
        {
            using CudaContext.Turn turn = context.Enter();
            long start = Stopwatch.GetTimestamp();
            nint module;
            fixed (byte* pointer = text)
                context.Require(Driver.cuModuleLoadDataEx(&module, pointer, 0, null, null), nameof(Driver.cuModuleLoadDataEx));
            double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            context.Require(Driver.cuModuleUnload(module), nameof(Driver.cuModuleUnload));
            report.Row(what, new Cell($"{milliseconds:0} ms, {text.Length / 1024} KiB of PTX", milliseconds));
        }
    }
}
