using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Bridges.Registry;
using Switchyard.Model.Providers;
using Switchyard.Testing.Time;

namespace Switchyard.Gateway.Tests.Bridges;

public sealed class RegistrationTests
{
    [Fact]
    [Trait("criterion", "PRV-99")]
    public async Task Every_type_gets_a_dialect_and_no_credential_is_resolved_before_a_request_asks()
    {
        var dialled = 0;
        await using var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(new FakeTime())
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddBridges(_ => (_, _) => throw new IOException($"dialled {++dialled}"))
            .BuildServiceProvider();
        var make = services.GetRequiredService<Func<ProviderConfig, IUpstreamDialect>>();

        foreach (var type in Enum.GetValues<ProviderType>())
        {
            var settings = new ProviderSettings { Bedrock = type == ProviderType.Bedrock ? new BedrockSettings { Region = "eu-central-1" } : null };
            var dialect = make(Providers.Config(type, "https://host", settings));
            Enum.GetValues<BridgeFormat>().Where(dialect.Speaks).ShouldNotBeEmpty();
            dialect.ProbePath.ShouldStartWith("/");
            dialect.DefaultPassthrough.ShouldAllBe(path => path.StartsWith('/'));
        }

        dialled.ShouldBe(0);
    }
}
