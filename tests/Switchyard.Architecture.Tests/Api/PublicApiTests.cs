using System.Reflection;
using Switchyard.Architecture.Tests.Repository;

namespace Switchyard.Architecture.Tests.Api;

/// <summary>What others build on changes by decision: the text file under eng/api is part of the change and of its review.</summary>
public sealed class PublicApiTests
{
    private const string Accept = "SWITCHYARD_ACCEPT_API";

    [Theory]
    [InlineData("Switchyard.Hot")]
    [InlineData("Switchyard.Admin.Client")]
    public void The_public_surface_is_the_one_on_record(string assembly)
    {
        var path = Path.Combine(Tree.Root, "eng", "api", $"{assembly}.txt");
        var actual = PublicSurface.Of(Assembly.Load(assembly));
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            File.WriteAllText(path, string.Concat(actual.Select(static line => line + "\n")));
        }

        var recorded = File.Exists(path) ? File.ReadAllLines(path) : [];
        Findings.MustBeEmpty(
            [.. actual.Except(recorded).Select(static line => $"+ {line}"), .. recorded.Except(actual).Select(static line => $"- {line}")],
            $"The public surface of {assembly} changed. If that is meant, run this test with {Accept}=1 and commit eng/api/{assembly}.txt.");
    }
}
