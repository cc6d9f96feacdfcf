using System.Text.Json.Nodes;

namespace Switchyard.Host.Tests.Runtimes;

/// <summary>What the built program asks of its runtime. The file is read as it stands beside the program: that is what counts.</summary>
public sealed class RuntimeConfigurationTests
{
    private static JsonNode Properties =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "switchyard.runtimeconfig.json")))!["runtimeOptions"]!["configProperties"]!;

    /// <summary>docs/decisions/0010-tiering-without-delay.md</summary>
    [Fact]
    [Trait("criterion", "PRV-82")]
    public void Calls_are_counted_from_the_first_second()
    {
        Properties["System.Runtime.TieredCompilation.CallCountingDelayMs"].ShouldNotBeNull().GetValue<int>().ShouldBe(0);
        // Switched off, the start would take half a second longer.
        Properties["System.Runtime.TieredCompilation"]?.GetValue<bool>().ShouldBeTrue();
    }

    /// <summary>docs/decisions/0042-a-start-compiles-nothing-twice.md, docs/decisions/0045-compiled-ahead-bound-late.md</summary>
    [Fact]
    [Trait("criterion", "PRV-82")]
    public void What_a_start_calls_is_not_compiled_again_and_what_load_calls_is() =>
        Properties["System.Runtime.TieredCompilation.CallCountThreshold"].ShouldNotBeNull().GetValue<int>().ShouldBe(5000);

    [Fact]
    [Trait("criterion", "PRV-71")]
    public void A_bare_line_feed_ends_no_line_of_a_request() =>
        Properties["Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators"].ShouldNotBeNull().GetValue<bool>().ShouldBeTrue();
}
