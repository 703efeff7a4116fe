using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CaffeSharpGen.Extensions;

/// <summary>Health checks of networks.</summary>
public static class CaffeNetworkHealthChecks
{
    /// <summary>
    /// Adds a check whether the weights of a network are loaded (it loads them if nothing else has) and an instance can be rented. It is
    /// degraded where all instances stay rented for <paramref name="patience"/>.
    /// </summary>
    /// <example><c>builder.Services.AddHealthChecks().AddCaffeNetwork&lt;Vgg16&gt;();</c></example>
    /// <typeparam name="TNetwork">A network that was added to the services (<see cref="CaffeNetworkServices"/>).</typeparam>
    /// <param name="builder">The container's health checks.</param>
    /// <param name="name">Name of the check; null for that of the class.</param>
    /// <param name="failureStatus">What is reported where weights cannot be loaded; null for unhealthy.</param>
    /// <param name="tags">Tags to filter checks by.</param>
    /// <param name="patience">How long it waits for an instance; null for one second.</param>
    public static IHealthChecksBuilder AddCaffeNetwork<TNetwork>(
        this IHealthChecksBuilder builder, string? name = null, HealthStatus? failureStatus = null, IEnumerable<string>? tags = null,
        TimeSpan? patience = null)
        where TNetwork : CompiledNetwork<TNetwork>, ICompiledNetwork<TNetwork>
    {
        ArgumentNullException.ThrowIfNull(builder);
        TimeSpan wait = patience ?? TimeSpan.FromSeconds(1);
        return builder.Add(new HealthCheckRegistration(
            name ?? typeof(TNetwork).Name, services => new NetworkHealthCheck<TNetwork>(services, wait), failureStatus, tags));
    }
}
