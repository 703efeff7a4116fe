using System.Diagnostics.CodeAnalysis;
using CaffeSharpGen.Cuda;
using CaffeSharpGen.Cuda.Devices;

namespace CaffeSharpGen;

/// <summary>NVIDIA GPUs as devices.</summary>
public static class CudaDeviceExtensions
{
    extension(Device)
    {
        /// <summary>An NVIDIA GPU: convolutions run in cuDNN, products in cuBLAS, everything else in kernels of this library.</summary>
        /// <param name="index">Which, from 0.</param>
        /// <param name="precision">How convolutions and products multiply.</param>
        /// <exception cref="PlatformNotSupportedException">
        /// The driver, cuBLAS or cuDNN is missing or too old, or there is no GPU; the message says what was looked for, where, and what was
        /// found.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">There is no GPU of this index.</exception>
        /// <exception cref="CudaException">A call failed.</exception>
        public static Device Cuda(int index = 0, Precision precision = Precision.Full) =>
            new CudaDevice(new CudaOptions { Index = index, Precision = precision });

        /// <inheritdoc cref="Cuda(int, Precision)"/>
        /// <param name="options">Which GPU, and how it works.</param>
        public static Device Cuda(CudaOptions options)
        {
            ArgumentNullException.ThrowIfNull(options);
            return new CudaDevice(options);
        }

        /// <summary>The first NVIDIA GPU, if there is one that can be used.</summary>
        /// <param name="device">The device; dispose of it after its networks.</param>
        /// <param name="reason">Why there is none.</param>
        public static bool TryCuda([NotNullWhen(true)] out Device? device, [NotNullWhen(false)] out string? reason)
        {
            try
            {
                (device, reason) = (new CudaDevice(new CudaOptions()), null);
                return true;
            }
            catch (Exception e) when (e is PlatformNotSupportedException or DeviceException)
            {
                (device, reason) = (null, e.Message);
                return false;
            }
        }

        /// <summary>The GPUs that the driver knows; empty if there are none.</summary>
        /// <exception cref="PlatformNotSupportedException">The driver, cuBLAS or cuDNN is missing or too old.</exception>
        public static IReadOnlyList<CudaDeviceInfo> CudaDevices => Gpus.All();
    }
}
