using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CaffeSharpGen.Extensions;

/// <summary>Loads a network when the host starts, if its options say so.</summary>
internal sealed class LoadAtStart<TNetwork>(IServiceProvider services, IOptions<CaffeNetworkOptions<TNetwork>> options) : IHostedService
    where TNetwork : CompiledNetwork<TNetwork>, ICompiledNetwork<TNetwork>
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.LoadAtStart)
            _ = services.GetRequiredService<NetworkPool<TNetwork>>();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
