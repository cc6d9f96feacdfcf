using Switchyard.Host.Runtimes;
using Switchyard.Host.Serving;

namespace Switchyard.Host.Tests.Runtimes;

/// <summary>A runtime that lets requests be smuggled is known by its version and refused by name.</summary>
public sealed class RuntimeDefectsTests
{
    [Theory]
    [InlineData("10.0.0-rc.1.25451.107+2db1f5ee2bdda2e8d873769325fabede32e420e0", false)]
    [InlineData("10.0.0-preview.7.25380.108", false)]
    [InlineData("10.0.0-alpha.1", false)]
    [InlineData("10.0.0-rc.2.25502.107", true)]
    [InlineData("10.0.0-rc.10", true)]
    [InlineData("10.0.0-rtm.1", true)]
    [InlineData("10.0.0", true)]
    [InlineData("10.0.4+abc", true)]
    [InlineData("9.0.9", false)]
    [InlineData("9.0.10", true)]
    [InlineData("9.0.10-rc.1", false)]
    [InlineData("8.0.20", false)]
    [InlineData("8.0.21", true)]
    [InlineData("7.0.20", false)]
    [InlineData("3.1.32", false)]
    [InlineData("11.0.0-preview.1", true)]
    [InlineData("built-by-somebody", true)]
    [InlineData("", true)]
    [Trait("criterion", "PRV-71")]
    public void Each_version_is_judged(string version, bool good) => (RuntimeDefects.Refusal(version) is null).ShouldBe(good, RuntimeDefects.Refusal(version));

    [Fact]
    [Trait("criterion", "PRV-71")]
    public void The_runtime_of_this_process_is_read_and_good()
    {
        RuntimeVersion.Read(RuntimeDefects.Running).ShouldNotBeNull(RuntimeDefects.Running);
        RuntimeDefects.Refusal(RuntimeDefects.Running).ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "PRV-71")]
    public async Task The_start_is_refused_and_says_why_before_anything_is_made()
    {
        var data = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var options = new ServeOptions
        {
            Listen = new Uri("http://127.0.0.1:0"),
            AdminListen = new Uri("http://127.0.0.1:0"),
            Database = Path.Combine(data, "switchyard.db"),
            DataDirectory = data,
            NodeName = "old",
            RuntimeVersion = "10.0.0-rc.1.25451.107",
        };
        using var errors = new StringWriter();
        (await NodeRunner.RunAsync(options, errors, started: null, CancellationToken.None)).ShouldBe(NodeExit.Failed);
        errors.ToString().ShouldBe(
            $"switchyard: ASP.NET Core 10.0.0-rc.1.25451.107 lets requests be smuggled past it (CVE-2025-55315), so no node starts on it. Install 8.0.21, 9.0.10, 10.0.0-rc.2 or a later one.{Environment.NewLine}");
        Directory.Exists(data).ShouldBeFalse();
    }
}
