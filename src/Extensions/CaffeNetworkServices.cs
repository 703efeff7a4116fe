using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CaffeSharpGen.Extensions;

/// <summary>Networks as services.</summary>
public static class CaffeNetworkServices
{
    /// <summary>
    /// Adds a <see cref="NetworkPool{TNetwork}"/> of a compiled network as a singleton, loaded from a <c>.caffemodel</c> when the host
    /// starts. Loading is logged, with time, device and notes. The container disposes of the pool.
    /// </summary>
    /// <example><c>builder.Services.AddCaffeNetwork&lt;Vgg16&gt;("vgg16.caffemodel", options =&gt; options.Threads = 4);</c></example>
    /// <typeparam name="TNetwork">The class that the prototxt is compiled to.</typeparam>
    /// <param name="services">The container's services.</param>
    /// <param name="caffemodel">The file (<see cref="CaffeNetworkOptions{TNetwork}.Caffemodel"/>).</param>
    /// <param name="configure">Sets options.</param>
    public static IServiceCollection AddCaffeNetwork<TNetwork>(
        this IServiceCollection services, string caffemodel, Action<CaffeNetworkOptions<TNetwork>>? configure = null)
        where TNetwork : CompiledNetwork<TNetwork>, ICompiledNetwork<TNetwork>
    {
        ArgumentException.ThrowIfNullOrEmpty(caffemodel);
        return services.AddCaffeNetwork<TNetwork>(options =>
        {
            options.Caffemodel = caffemodel;
            configure?.Invoke(options);
        });
    }

    /// <summary>Adds a <see cref="NetworkPool{TNetwork}"/> whose options say where the weights are.</summary>
    /// <inheritdoc cref="AddCaffeNetwork{TNetwork}(IServiceCollection, string, Action{CaffeNetworkOptions{TNetwork}})"/>
    public static IServiceCollection AddCaffeNetwork<TNetwork>(
        this IServiceCollection services, Action<CaffeNetworkOptions<TNetwork>> configure)
        where TNetwork : CompiledNetwork<TNetwork>, ICompiledNetwork<TNetwork>
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<CaffeNetworkOptions<TNetwork>>().Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<
            IValidateOptions<CaffeNetworkOptions<TNetwork>>, CaffeNetworkValidation<TNetwork>>());
        services.TryAddSingleton(NetworkLoading.Load<TNetwork>);
        services.AddHostedService<LoadAtStart<TNetwork>>();
        return services;
    }
}
