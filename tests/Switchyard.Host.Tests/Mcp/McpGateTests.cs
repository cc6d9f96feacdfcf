using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Switchyard.Bundles.Endpoint.Access;
using Switchyard.Configuration.Reloading;
using Switchyard.Gateway;
using Switchyard.Gateway.Entry;
using Switchyard.Host.Mcp;
using Switchyard.Model.Access;
using Switchyard.Model.Revisions;
using Switchyard.Model.Secrets;
using Switchyard.Model.Workspaces;
using Switchyard.Testing.Runs;
using Switchyard.Testing.Time;

namespace Switchyard.Host.Tests.Mcp;

/// <summary>How long whoever was let in may stay, when the end of his access key is moved.</summary>
public sealed class McpGateTests : IAsyncDisposable
{
    private static readonly Guid KeyId = Guid.CreateVersion7();
    private static readonly Guid UserId = Guid.CreateVersion7();
    private static readonly Secret Key = AccessToken.Create(AccessToken.AccessKeyPrefix, KeyId);

    private readonly FakeTime _time = new();
    private readonly ServiceProvider _services;
    private readonly McpGate _gate;
    private ConfigurationModel? _current;

    public McpGateTests()
    {
        _services = new ServiceCollection().AddLogging().AddMetrics().AddSingleton<TimeProvider>(_time).AddGateway(new GatewayOptions()).BuildServiceProvider();
        _gate = new McpGate(_services.GetRequiredService<AccessGate>(), _time);
    }

    public async ValueTask DisposeAsync()
    {
        _gate.Dispose();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task A_key_that_is_extended_keeps_whom_it_let_in()
    {
        await ExpireAsync(1);
        var ended = await EnterAsync();
        await ExpireAsync(3);
        _time.Advance(TimeSpan.FromHours(2));
        ended.IsCancellationRequested.ShouldBeFalse();
        (await EnterAsync()).ShouldBe(ended);

        await ExpireAsync(null);
        _time.Advance(TimeSpan.FromHours(2));
        ended.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task A_key_that_is_shortened_ends_whom_it_let_in_earlier()
    {
        await ExpireAsync(null);
        var ended = await EnterAsync();
        await ExpireAsync(1);
        _time.Advance(TimeSpan.FromMinutes(59));
        ended.IsCancellationRequested.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMinutes(1));
        ended.IsCancellationRequested.ShouldBeTrue();
        (await AdmitAsync()).Caller.ShouldBeNull();
    }

    [Fact]
    public async Task A_key_that_had_expired_and_is_extended_lets_in_again()
    {
        await ExpireAsync(1);
        var ended = await EnterAsync();
        _time.Advance(TimeSpan.FromHours(1));
        ended.IsCancellationRequested.ShouldBeTrue();

        await ExpireAsync(2);
        var again = await EnterAsync();
        again.IsCancellationRequested.ShouldBeFalse();
        _time.Advance(TimeSpan.FromHours(1));
        again.IsCancellationRequested.ShouldBeTrue();
    }

    private async Task<CancellationToken> EnterAsync() => (await AdmitAsync()).Caller.ShouldNotBeNull().Ended;

    private async Task<McpAdmission> AdmitAsync()
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = $"Bearer {Key.Reveal()}";
        return await _gate.AdmitAsync(context, "team", Patience.Token);
    }

    /// <summary>Puts a configuration in force in which the key expires so many hours after the beginning.</summary>
    private async Task ExpireAsync(int? hours)
    {
        var model = new ConfigurationModel
        {
            Epoch = Guid.Empty,
            Revision = (_current?.Revision ?? 0) + 1,
            Hash = "",
            Users = [new UserConfig { Id = UserId, Name = "ann" }],
            AccessKeys =
            [
                new AccessKeyConfig
                {
                    Id = KeyId, UserId = UserId, Name = "laptop", Masked = "sy_…", Hash = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Key.Reveal())), ExpiresAt = hours is { } some ? FakeTime.Start.AddHours(some) : null,
                },
            ],
            Workspaces = [new WorkspaceConfig { Id = Guid.CreateVersion7(), Name = "team" }],
        };
        foreach (var consumer in _services.GetServices<IConfigurationConsumer>().Append(_gate))
        {
            using var change = await consumer.PrepareAsync(model, _current, Patience.Token);
            change.Commit();
        }

        _current = model;
    }
}
