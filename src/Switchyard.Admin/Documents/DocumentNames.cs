using System.Text.RegularExpressions;
using Switchyard.Admin.Problems;

namespace Switchyard.Admin.Documents;

/// <summary>Names of documents: they are part of addresses, and their order is the order of precedence.</summary>
internal static partial class DocumentNames
{
    /// <summary>Refuses (400) what can be no name.</summary>
    public static void Check(string name)
    {
        if (!Name().IsMatch(name))
        {
            throw new ProblemException(Problem.Invalid("name", "A document's name has 1 to 63 lower-case letters and digits, with single dots or hyphens between them."));
        }
    }

    [GeneratedRegex(@"^(?=.{1,63}\z)[a-z0-9]+([.-][a-z0-9]+)*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
