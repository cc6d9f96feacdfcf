namespace Switchyard.Host.Runtimes;

/// <summary>A defect of the server library that lets one client's request be read as another's (request smuggling).</summary>
/// <param name="Id">Its public number.</param>
/// <param name="FixedIn">The first version without it, one for each line (major version) that was fixed, oldest first. Older lines never were; newer ones never had it.</param>
internal sealed record RuntimeDefect(string Id, IReadOnlyList<RuntimeVersion> FixedIn)
{
    /// <summary>Whether a version has the defect.</summary>
    public bool Affects(RuntimeVersion version)
    {
        foreach (var good in FixedIn)
        {
            if (good.Major == version.Major)
            {
                return version.IsBefore(good);
            }
        }

        return version.Major < FixedIn[0].Major;
    }
}
