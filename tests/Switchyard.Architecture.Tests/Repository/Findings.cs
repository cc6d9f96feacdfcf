namespace Switchyard.Architecture.Tests.Repository;

/// <summary>Fails with all that is wrong at once, and with what to do about it.</summary>
internal static class Findings
{
    public static void MustBeEmpty(IEnumerable<string> findings, string advice)
    {
        var all = findings.ToList();
        if (all.Count > 0)
        {
            Assert.Fail($"{advice}\n  {string.Join("\n  ", all)}");
        }
    }
}
