using System.Text;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Interop;
using CaffeSharpGen.Cuda.Libraries;

namespace CaffeSharpGen.Cuda.Devices;

/// <summary>The GPUs that the driver knows.</summary>
internal static unsafe class Gpus
{
    // CUdevice_attribute.
    private const int MultiprocessorCount = 16, CapabilityMajor = 75, CapabilityMinor = 76;
    private const int NoDevice = 100;
    private const int LongestName = 256;

    // What the kernels' PTX is made for; the driver compiles it for newer ones.
    private static readonly Version oldestCapability = new(6, 0);

    /// <summary>All of them, once the libraries are found.</summary>
    /// <exception cref="PlatformNotSupportedException">A library is missing or too old.</exception>
    /// <exception cref="CudaException">The driver does not start.</exception>
    public static IReadOnlyList<CudaDeviceInfo> All()
    {
        if (!CudaLibraries.TryFind(out LibrarySet? libraries, out string? reason))
            throw new PlatformNotSupportedException(reason);
        if (BoundCalls.WhyNot(libraries) is { } lacking)
            throw new PlatformNotSupportedException(lacking);
        Imports.Register();
        int status = Driver.cuInit(0);
        if (status == NoDevice)
            return [];
        Check.Driver(status, nameof(Driver.cuInit));
        int count;
        Check.Driver(Driver.cuDeviceGetCount(&count), nameof(Driver.cuDeviceGetCount));
        return [.. Enumerable.Range(0, count).Select(Describe)];
    }

    /// <summary>One of them.</summary>
    /// <exception cref="PlatformNotSupportedException">A library is missing or too old, or there is no GPU, or it is too old.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is none of this index.</exception>
    public static CudaDeviceInfo Find(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        IReadOnlyList<CudaDeviceInfo> all = All();
        if (all.Count == 0)
            throw new PlatformNotSupportedException("the NVIDIA driver is there, but finds no GPU (nvidia-smi -L lists what it sees)");
        if (index >= all.Count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(index), index,
                $"there is no GPU of this index; found {string.Join(", ", all.Select(gpu => $"{gpu.Index}: {gpu.Name}"))}");
        }
        CudaDeviceInfo found = all[index];
        return found.ComputeCapability >= oldestCapability
            ? found
            : throw new PlatformNotSupportedException(
                $"{found.Name} has compute capability {found.ComputeCapability}; {oldestCapability} or newer (Pascal) is needed");
    }

    private static CudaDeviceInfo Describe(int index)
    {
        int device;
        Check.Driver(Driver.cuDeviceGet(&device, index), nameof(Driver.cuDeviceGet));
        byte* name = stackalloc byte[LongestName];
        Check.Driver(Driver.cuDeviceGetName(name, LongestName, device), nameof(Driver.cuDeviceGetName));
        nuint bytes;
        Check.Driver(Driver.cuDeviceTotalMem_v2(&bytes, device), nameof(Driver.cuDeviceTotalMem_v2));
        int end = new ReadOnlySpan<byte>(name, LongestName).IndexOf((byte)0);
        return new CudaDeviceInfo(
            index, Encoding.UTF8.GetString(name, end < 0 ? LongestName : end),
            new Version(Attribute(CapabilityMajor, device), Attribute(CapabilityMinor, device)), (long)bytes,
            Attribute(MultiprocessorCount, device));
    }

    private static int Attribute(int attribute, int device)
    {
        int value;
        Check.Driver(Driver.cuDeviceGetAttribute(&value, attribute, device), nameof(Driver.cuDeviceGetAttribute));
        return value;
    }
}
