using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CaffeSharpGen.Extensions.Tests;

/// <summary>Health checks of networks.</summary>
public sealed class HealthCheckTests
{
    [Fact]
    public async Task A_network_is_healthy_when_an_instance_can_be_rented_and_degraded_while_none_can()
    {
        using ServiceProvider provider = Build("models/scenes.caffemodel", patience: TimeSpan.FromMilliseconds(50));
        HealthReportEntry entry = await Check(provider);
        Assert.Equal(HealthStatus.Healthy, entry.Status);
        Assert.StartsWith("Scenes is loaded and runs on CPU, 1 thread", entry.Description, StringComparison.Ordinal);
        Assert.Equal((1, 1, 0), (entry.Data["instances"], entry.Data["maximum"], entry.Data["rented"]));
        var pool = provider.GetRequiredService<NetworkPool<SceneNet>>();
        using (pool.Rent())
        {
            entry = await Check(provider);
            Assert.Equal(HealthStatus.Degraded, entry.Status);
            Assert.Equal("Scenes is loaded, but all 1 instances stayed rented for 0.05 s", entry.Description);
        }
        Assert.Equal(HealthStatus.Healthy, (await Check(provider)).Status);
        Assert.Equal(0, pool.Rented);
    }

    [Fact]
    public async Task A_network_that_cannot_be_loaded_is_unhealthy_and_the_report_says_why()
    {
        using ServiceProvider provider = Build("nowhere.caffemodel");
        HealthReportEntry entry = await Check(provider);
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.StartsWith("SceneNet is not loaded: nowhere.caffemodel", entry.Description, StringComparison.Ordinal);
        Assert.NotNull(entry.Exception);
    }

    [Fact]
    public async Task A_check_that_is_cancelled_is_no_result()
    {
        using ServiceProvider provider = Build("models/scenes.caffemodel");
        using (provider.GetRequiredService<NetworkPool<SceneNet>>().Rent())
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Check(provider, new CancellationToken(canceled: true)));
    }

    private static async Task<HealthReportEntry> Check(ServiceProvider provider, CancellationToken cancellationToken = default)
    {
        HealthReport report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(cancellationToken);
        return report.Entries["SceneNet"];
    }

    private static ServiceProvider Build(string caffemodel, TimeSpan? patience = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddCaffeNetwork<SceneNet>(caffemodel, options => (options.MaximumInstances, options.Threads) = (1, 1));
        services.AddHealthChecks().AddCaffeNetwork<SceneNet>(patience: patience);
        return services.BuildServiceProvider();
    }
}
