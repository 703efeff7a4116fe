using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CaffeSharpGen.Extensions;

/// <summary>Whether a network's weights are loaded and an instance can be rented.</summary>
internal sealed class NetworkHealthCheck<TNetwork>(IServiceProvider services, TimeSpan patience) : IHealthCheck
    where TNetwork : CompiledNetwork<TNetwork>, ICompiledNetwork<TNetwork>
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        NetworkPool<TNetwork> pool;
        try
        {
            pool = services.GetRequiredService<NetworkPool<TNetwork>>();
        }
        catch (Exception problem)
        {
            return new HealthCheckResult(
                context.Registration.FailureStatus, $"{typeof(TNetwork).Name} is not loaded: {problem.Message}", problem);
        }
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        source.CancelAfter(patience);
        try
        {
            using NetworkLease<TNetwork> lease = await pool.RentAsync(source.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Degraded(
                $"{pool.Name} is loaded, but all {pool.Maximum} instances stayed rented for {patience.TotalSeconds:0.###} s",
                data: Data(pool));
        }
        return HealthCheckResult.Healthy($"{pool.Name} is loaded and runs on {pool.Device}", Data(pool));
    }

    private static Dictionary<string, object> Data(NetworkPool<TNetwork> pool) => new()
    {
        ["device"] = pool.Device.ToString(),
        ["instances"] = pool.Made,
        ["maximum"] = pool.Maximum,
        ["rented"] = pool.Rented,
        ["notes"] = pool.Notes,
    };
}
