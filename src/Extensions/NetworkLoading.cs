using System.Diagnostics;
using CaffeSharpGen.Weights;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CaffeSharpGen.Extensions;

/// <summary>Makes the pool of a network, and says so in the log.</summary>
internal static partial class NetworkLoading
{
    public static NetworkPool<TNetwork> Load<TNetwork>(IServiceProvider services)
        where TNetwork : CompiledNetwork<TNetwork>, ICompiledNetwork<TNetwork>
    {
        CaffeNetworkOptions<TNetwork> options = services.GetRequiredService<IOptions<CaffeNetworkOptions<TNetwork>>>().Value;
        ILogger logger = services.GetService<ILogger<NetworkPool<TNetwork>>>() ?? NullLogger<NetworkPool<TNetwork>>.Instance;
        long start = Stopwatch.GetTimestamp();
        try
        {
            NetworkPool<TNetwork> pool = Load(options, services, out string weights);
            double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            LogLoaded(logger, pool.Name, weights, milliseconds, pool.Device, pool.Maximum, pool.BatchSize);
            foreach (string note in pool.Notes)
                LogNote(logger, pool.Name, note);
            return pool;
        }
        catch (Exception problem)
        {
            LogFailed(logger, typeof(TNetwork).Name, problem);
            throw;
        }
    }

    private static NetworkPool<TNetwork> Load<TNetwork>(
        CaffeNetworkOptions<TNetwork> options, IServiceProvider services, out string weights)
        where TNetwork : CompiledNetwork<TNetwork>, ICompiledNetwork<TNetwork>
    {
        WeightSource source = options.Weights?.Invoke(services) ?? CaffeModel.Open(Find(options.Caffemodel!));
        weights = source.Name;
        Device? own = null;
        try
        {
            own = options.Device is null ? Device.Cpu(options.Threads, options.Accuracy) : null;
        }
        catch
        {
            source.Dispose();
            throw;
        }
        try
        {
            var loading = new LoadOptions
            {
                Device = options.Device ?? own,
                BatchSize = options.BatchSize,
                WeightsByPosition = options.WeightsByPosition,
                CustomLayers = new Dictionary<string, CustomLayerCode>(options.CustomLayers, StringComparer.Ordinal),
            };
            var network = TNetwork.Load(source, loading);
            return NetworkPool.Of(network, options.MaximumInstances, own);
        }
        catch
        {
            own?.Dispose();
            throw;
        }
    }

    // Files that the build copies lie beside the program, whatever the current folder is.
    private static string Find(string caffemodel) =>
        Path.Combine(AppContext.BaseDirectory, caffemodel) is var beside && File.Exists(beside) ? beside : caffemodel;

    [LoggerMessage(
        1, LogLevel.Information,
        "{Network} loaded {Weights} in {Milliseconds:0} ms; runs on {Device}; up to {Instances} instances of {BatchSize} images")]
    private static partial void LogLoaded(
        ILogger logger, string network, string weights, double milliseconds, Device device, int instances, int batchSize);

    [LoggerMessage(2, LogLevel.Warning, "{Network}: {Note}")]
    private static partial void LogNote(ILogger logger, string network, string note);

    [LoggerMessage(3, LogLevel.Error, "{Network} could not be loaded")]
    private static partial void LogFailed(ILogger logger, string network, Exception problem);
}
