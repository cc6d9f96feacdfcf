namespace Switchyard.Processes;

/// <summary>Finds processes by their mark and ends them. Blocks while it waits for their end, so it is called from a thread that may.</summary>
internal static class MarkedProcesses
{
    /// <summary>A process that forks and ends while the table is read can hide its child from one search, hardly from three.</summary>
    private const int QuietSearches = 3;

    private const int MostSearches = 500;

    /// <summary>Searches, with 5 ms between them, for which a process is waited for that is about to run another program.</summary>
    private const int MostWaits = 100;

    /// <summary>Ends every process whose mark <paramref name="isMeant"/>, until none is found any more. Returns how many were met, whether none is left, and how often it searched.</summary>
    public static (int Ended, bool AllGone, int Searches) EndByMark(Func<string, bool> isMeant) => End(process => IsMarked(process, isMeant), 0);

    /// <summary>
    /// Ends what is left of a child after that was waited for: everything with its mark, and members of its session that have lost the mark. While one of them lives, the kernel gives the number of the session to
    /// nobody else; a leader of that number without the mark therefore is a stranger's session.
    /// </summary>
    /// <param name="mark">Of this process and no other.</param>
    /// <param name="session">Its id, which is that of its session too.</param>
    /// <param name="since">When it was started. What is older can not descend from it and is not looked at.</param>
    public static (int Ended, bool AllGone, int Searches) EndSession(ProcessMark mark, int session, ulong since)
    {
        var text = mark.ToString();
        return End(process => process.StartTime >= since && IsOf(process, text, session), since);
    }

    private static bool IsOf(ProcessEntry process, string text, int session) =>
        IsMarked(process, found => found == text) || (process.Session == session && process.Id != session && ProcessTable.Find(session) is null);

    private static bool IsMarked(ProcessEntry process, Func<string, bool> isMeant) => ProcessTable.MarkOf(process.Id) is { } mark && isMeant(mark);

    private static (int Ended, bool AllGone, int Searches) End(Func<ProcessEntry, bool> isMeant, ulong since)
    {
        HashSet<(int, ulong)> ended = [];
        for (int search = 0, quiet = 0; search < MostSearches; search++)
        {
            List<ProcessEntry> found = [], undecided = [];
            foreach (var process in ProcessTable.All().Where(static process => !process.IsZombie))
            {
                if (isMeant(process))
                {
                    found.Add(process);
                }
                else if (process.IsChangingProgram && process.StartTime >= since && ProcessTable.IsOpen(process.Id))
                {
                    undecided.Add(process);
                }
            }

            // A process that is stopped in the middle of its change looks undecided for ever; so patience has an end.
            var waits = undecided.Count > 0 && search < MostWaits;
            quiet = found.Count == 0 && !waits ? quiet + 1 : 0;
            if (quiet == QuietSearches)
            {
                return (ended.Count, true, search + 1);
            }

            foreach (var process in found)
            {
                ended.Add((process.Id, process.StartTime));
                Signals.End(process, isMeant);
            }

            if (waits)
            {
                Signals.Wait(undecided[0], milliseconds: 5);
            }
        }

        return (ended.Count, false, MostSearches);
    }
}
