using CaffeSharpGen.Tests;
using CaffeSharpGen.Weights;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CaffeSharpGen.Extensions.Tests;

/// <summary>Networks in a container of services.</summary>
public sealed class ServiceTests
{
    private const string BesideTheProgram = "models/scenes.caffemodel";

    [Fact]
    public async Task A_host_loads_the_weights_when_it_starts_and_says_so()
    {
        var log = new RecordedLog();
        using IHost host = Build(log, services => services.AddCaffeNetwork<SceneNet>(BesideTheProgram, options => options.Threads = 2));
        Assert.Empty(log.Messages);
        await host.StartAsync();
        (LogLevel level, string message) = Assert.Single(log.Messages, entry => entry.Message.StartsWith("Scenes loaded", StringComparison.Ordinal));
        Assert.Equal(LogLevel.Information, level);
        Assert.Matches(@"^Scenes loaded .*scenes\.caffemodel in \d+ ms; runs on CPU, 2 threads, .*; up to 2 instances of 1 images$", message);
        var pool = host.Services.GetRequiredService<NetworkPool<SceneNet>>();
        Assert.Same(pool, host.Services.GetRequiredService<NetworkPool<SceneNet>>());
        using (NetworkLease<SceneNet> lease = pool.Rent())
        {
            lease.Network.Data.Set(new float[SceneNet.Shapes.Data.Count]);
            lease.Network.Forward();
        }
        Assert.Single(log.Messages, entry => entry.Message.StartsWith("Scenes loaded", StringComparison.Ordinal));
        await host.StopAsync();
        host.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pool.Rent());
        Assert.True(pool.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Weights_that_are_not_there_end_the_start_and_are_logged()
    {
        var log = new RecordedLog();
        using IHost host = Build(log, services => services.AddCaffeNetwork<SceneNet>("nowhere.caffemodel"));
        Exception problem = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());
        Assert.Contains("nowhere.caffemodel", problem.Message, StringComparison.Ordinal);
        Assert.Contains(log.Messages, entry => entry.Level == LogLevel.Error && entry.Message.StartsWith("SceneNet could not be loaded: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Weights_can_wait_for_the_first_request()
    {
        var log = new RecordedLog();
        using IHost host = Build(log, services => services.AddCaffeNetwork<SceneNet>("nowhere.caffemodel", options => options.LoadAtStart = false));
        await host.StartAsync();
        Assert.DoesNotContain(log.Messages, entry => entry.Message.Contains("SceneNet", StringComparison.Ordinal));
        Assert.ThrowsAny<Exception>(() => host.Services.GetRequiredService<NetworkPool<SceneNet>>());
    }

    [Fact]
    public void A_container_without_host_and_log_will_do()
    {
        var services = new ServiceCollection();
        services.AddCaffeNetwork<SceneNet>(options =>
        {
            options.Weights = _ => CaffeModel.Open(SharedFolder.InRepository("models", "scenes.caffemodel"));
            options.BatchSize = 3;
            options.MaximumInstances = 1;
            options.Accuracy = Accuracy.Exact;
        });
        using ServiceProvider provider = services.BuildServiceProvider();
        var pool = provider.GetRequiredService<NetworkPool<SceneNet>>();
        Assert.Equal((3, 1), (pool.BatchSize, pool.Maximum));
    }

    [Fact]
    public void A_device_stays_its_owners()
    {
        using Device device = Device.Cpu(1);
        var services = new ServiceCollection();
        services.AddCaffeNetwork<SceneNet>(BesideTheProgram, options => options.Device = device);
        using (ServiceProvider provider = services.BuildServiceProvider())
            Assert.Same(device, provider.GetRequiredService<NetworkPool<SceneNet>>().Device);
        using SceneNet network = SceneNet.Load(SharedFolder.InRepository("models", "scenes.caffemodel"), device);
        network.Data.Set(new float[SceneNet.Shapes.Data.Count]);
        network.Forward();
    }

    [Theory]
    [InlineData("", 0, 1, 2, "there are no weights: set Caffemodel or Weights")]
    [InlineData("x", 65, 1, 2, "Threads is 65; expected 1 … 64")]
    [InlineData("x", 0, 0, 2, "BatchSize is 0; expected 1 or more")]
    [InlineData("x", 0, 1, 0, "MaximumInstances is 0; expected 1 or more")]
    public void Options_that_cannot_be_meant_are_refused(string caffemodel, int threads, int batchSize, int maximum, string message)
    {
        var services = new ServiceCollection();
        services.AddCaffeNetwork<SceneNet>(options =>
            (options.Caffemodel, options.Threads, options.BatchSize, options.MaximumInstances) = (caffemodel, threads, batchSize, maximum));
        Refuses(services, message);
    }

    [Fact]
    public void Two_sources_or_two_devices_are_refused()
    {
        var services = new ServiceCollection();
        services.AddCaffeNetwork<SceneNet>(BesideTheProgram, options => options.Weights = _ => CaffeModel.Open(BesideTheProgram));
        Refuses(services, "there are two sources of weights");
        using Device device = Device.Scalar();
        services = new ServiceCollection();
        services.AddCaffeNetwork<SceneNet>(BesideTheProgram, options => (options.Device, options.Threads) = (device, 2));
        Refuses(services, "set Device or Threads, not both");
    }

    // The layer of the file has another name than the network's.
    [Fact]
    public void Code_of_custom_layers_may_come_from_a_service()
    {
        var services = new ServiceCollection();
        services.AddSingleton(new Factor(2));
        services.AddCaffeNetwork<TwiceNet>(options =>
        {
            options.Weights = _ => new MemoryWeights([new LayerTensors("other", "InnerProduct", [new Tensor([3, 3], new float[] { 1, 0, 0, 0, 1, 0, 0, 0, 1 })])]);
            options.WeightsByPosition = true;
        });
        services.AddOptions<CaffeNetworkOptions<TwiceNet>>().Configure<Factor>((options, factor) =>
            options.CustomLayers["Twice"] = new CustomLayerCode(layer =>
            {
                for (int i = 0; i < layer.Tops[0].Shape.Count; i++)
                    layer.Tops[0].Span[i] = factor.Value * layer.Bottoms[0].Span[i];
            }));
        using ServiceProvider provider = services.BuildServiceProvider();
        using NetworkLease<TwiceNet> lease = provider.GetRequiredService<NetworkPool<TwiceNet>>().Rent();
        lease.Network.Data.Set([1f, 2f, 3f]);
        lease.Network.Forward();
        Assert.Equal([2, 4, 6], lease.Network.Twice.Activation.Span.ToArray());
        Assert.Empty(lease.Network.Network.Notes);
    }

    [Fact]
    public void Code_for_a_layer_that_there_is_not_is_refused()
    {
        var services = new ServiceCollection();
        services.AddCaffeNetwork<SceneNet>(BesideTheProgram, options => options.CustomLayers["Mine"] = new CustomLayerCode(_ => { }));
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.Contains("'Mine'", Assert.Throws<ArgumentException>(() => provider.GetRequiredService<NetworkPool<SceneNet>>()).Message);
    }

    private sealed record Factor(float Value);

    private static void Refuses(ServiceCollection services, string message)
    {
        using ServiceProvider provider = services.BuildServiceProvider();
        string found = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<NetworkPool<SceneNet>>()).Message;
        Assert.StartsWith("AddCaffeNetwork<SceneNet>: ", found, StringComparison.Ordinal);
        Assert.Contains(message, found, StringComparison.Ordinal);
    }

    private static IHost Build(RecordedLog log, Action<IServiceCollection> add)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(log);
        add(builder.Services);
        return builder.Build();
    }
}
