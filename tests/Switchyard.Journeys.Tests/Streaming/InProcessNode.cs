using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Gateway;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Recording;
using Switchyard.Gateway.Snapshots;
using Switchyard.Host.Listeners;
using Switchyard.Model.Access;
using Switchyard.Model.Providers;
using Switchyard.Model.Revisions;
using Switchyard.Model.Secrets;

namespace Switchyard.Journeys.Tests.Streaming;

/// <summary>The data plane behind its real listener inside the process of the test, where its heap can be measured. It has one OpenAI provider, <c>sim</c>, and records nothing.</summary>
internal sealed class InProcessNode : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly DataPlaneListener _listener;

    private InProcessNode(ServiceProvider services, DataPlaneListener listener, string accessKey)
    {
        _services = services;
        _listener = listener;
        AccessKey = accessKey;
    }

    public string AccessKey { get; }

    public int Port => new Uri(_listener.Address).Port;

    public int Running => _services.GetRequiredService<RunningExchanges>().Count;

    public static async Task<InProcessNode> StartAsync(Uri upstream)
    {
        var services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<IRecorder, NoRecorder>()
            .AddLogging()
            .AddGateway(new GatewayOptions { EgressAllow = ["127.0.0.0/8"] })
            .BuildServiceProvider();
        foreach (var part in services.GetServices<IHostedService>())
        {
            await part.StartAsync(TestContext.Current.CancellationToken);
        }

        var (userId, keyId) = (Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), Guid.CreateVersion7(TimeProvider.System.GetUtcNow()));
        var token = AccessToken.Create(AccessToken.AccessKeyPrefix, keyId).Reveal();
        var hash = new byte[32];
        AccessToken.Hash(token, hash);
        var secret = new Secret("sk-in-process-0123456789");
        var model = new ConfigurationModel
        {
            Epoch = keyId,
            Revision = 1,
            Hash = "",
            Users = [new UserConfig { Id = userId, Name = "ada" }],
            AccessKeys = [new AccessKeyConfig { Id = keyId, UserId = userId, Name = "key", Hash = hash, Masked = "" }],
            Providers =
            [
                new ProviderConfig
                {
                    Id = userId,
                    Name = "sim",
                    DisplayName = "sim",
                    Type = ProviderType.OpenAI,
                    BaseUrl = upstream.ToString().TrimEnd('/'),
                    Settings = new ProviderSettings { Connections = new ConnectionSettings { Max = 10_000 } },
                    Keys = [new ProviderKeyConfig { Id = keyId, Position = 0, Masked = secret.Masked, Value = secret }],
                },
            ],
        };
        using var prepared = await services.GetRequiredService<SnapshotPublisher>().PrepareAsync(model, null, TestContext.Current.CancellationToken);
        prepared.Commit();
        var listener = new DataPlaneListener(new Uri("http://127.0.0.1:0"), services.GetDataPlane(), new ListenerLimits(), certificate: null, services.GetRequiredService<ILoggerFactory>());
        await listener.StartAsync(TestContext.Current.CancellationToken);
        return new InProcessNode(services, listener, token);
    }

    public async ValueTask DisposeAsync()
    {
        using var impatient = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _listener.StopAsync(impatient.Token);
        _listener.Dispose();
        await _services.DisposeAsync();
    }

    private sealed class NoRecorder : IRecorder
    {
        public bool TryStart(InterceptionStart start) => true;

        public void End(InterceptionEnd end)
        {
        }
    }
}
