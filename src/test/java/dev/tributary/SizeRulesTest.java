package dev.tributary;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * What a reviewer would say of a method that does not fit on a screen, of an argument list that
 * nobody reads, and of a class with too much to do. Data is exempt: records, and the classes named
 * here.
 */
class SizeRulesTest {
  private static final int METHOD_LINES = 45;
  private static final int PARAMETERS = 7;
  private static final int FIELDS = 15;

  /** Data that is counted up or changed in place. */
  private static final Set<String> MUTABLE_DATA = Set.of("AlertState", "Totals");

  /** What is made from all its parts at once, like a record. */
  private static final Set<String> VALUES = Set.of("Event");

  @Test
  void sourcesKeepToTheSizesOfAReviewer() throws IOException {
    assertThat(problems(Path.of("src/main/java"))).isEmpty();
  }

  private static List<String> problems(Path sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> problems = new ArrayList<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> paths = Files.walk(sources)) {
      List<Path> java = paths.filter(path -> path.toString().endsWith(".java")).toList();
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(java));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        new Sizes(unit, positions, problems).scan(unit, null);
      }
    }
    return problems;
  }

  /** Walks one file; the parameter is the class that is walked. */
  private static final class Sizes extends TreeScanner<Void, ClassTree> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<String> problems;

    Sizes(CompilationUnitTree unit, SourcePositions positions, List<String> problems) {
      this.unit = unit;
      this.positions = positions;
      this.problems = problems;
    }

    @Override
    public Void visitClass(ClassTree type, ClassTree outer) {
      String name = type.getSimpleName().toString();
      long fields = type.getMembers().stream().filter(Sizes::isField).count();
      if (!isRecord(type) && !MUTABLE_DATA.contains(name)) {
        require(fields, FIELDS, "fields", name, type);
      }
      return super.visitClass(type, type);
    }

    @Override
    public Void visitMethod(MethodTree method, ClassTree type) {
      String name = type.getSimpleName() + "." + method.getName();
      boolean constructs = method.getReturnType() == null;
      boolean inherited =
          method.getModifiers().getAnnotations().stream()
              .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
      boolean data = isRecord(type) || VALUES.contains(type.getSimpleName().toString());
      if (!inherited && !(constructs && data)) {
        require(method.getParameters().size(), PARAMETERS, "parameters", name, method);
      }
      if (method.getBody() != null) {
        long body = line(positions.getEndPosition(unit, method.getBody()));
        body -= line(positions.getStartPosition(unit, method.getBody()));
        require(body - 1, METHOD_LINES, "lines", name, method);
      }
      return super.visitMethod(method, type);
    }

    private static boolean isField(Tree member) {
      return member instanceof VariableTree field
          && !field.getModifiers().getFlags().contains(Modifier.STATIC);
    }

    private static boolean isRecord(ClassTree type) {
      return type.getKind() == Tree.Kind.RECORD;
    }

    private void require(long count, int most, String what, String name, Tree where) {
      if (count > most) {
        problems.add(
            "%s has %d %s but may have %d (%s:%d)"
                .formatted(
                    name,
                    count,
                    what,
                    most,
                    Path.of(unit.getSourceFile().getName()).getFileName(),
                    line(positions.getStartPosition(unit, where))));
      }
    }

    private long line(long position) {
      return unit.getLineMap().getLineNumber(position);
    }
  }
}
