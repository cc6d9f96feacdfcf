namespace Switchyard.Simulator.Tests;

public sealed class AcceptedKeysTests : SimulatorFixture
{
    protected override SimulatorOptions Options => new() { AcceptedKeys = new HashSet<string> { "good" } };

    [Theory]
    [InlineData("Bearer good", 200)]
    [InlineData("Bearer bad", 401)]
    [InlineData(null, 401)]
    public async Task Only_accepted_keys_are_served(string? authorization, int status)
    {
        using var response = authorization is null
            ? await SendAsync("/v1/chat/completions", Chat())
            : await SendAsync("/v1/chat/completions", Chat(), ("Authorization", authorization));

        ((int)response.StatusCode).ShouldBe(status);
    }
}
