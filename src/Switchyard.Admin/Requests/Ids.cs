using Switchyard.Admin.Problems;

namespace Switchyard.Admin.Requests;

/// <summary>Ids in paths.</summary>
internal static class Ids
{
    /// <summary>Reads an id; 400 when it can be none.</summary>
    public static Guid Parse(string id) =>
        Guid.TryParseExact(id, "D", out var parsed) ? parsed : throw new ProblemException(Problem.Invalid("id", "This is not a UUID."));
}
